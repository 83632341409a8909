// Manifests that kustomize renders from the commit: in one checkout, unless files are placed there before.
import type { BuilderInput } from '../../domain/builder.ts';
import type { Tool } from '../../domain/tool.ts';
import { type Workshop, ROOM } from '../../ports/workshop.ts';
import { type ManifestJob, MOST_BYTES, placedInputs, type Rendered } from './manifest-job.ts';

/**
 * Renders `dir`. Bases are taken from the commit alone: proxies lead nowhere and git may use no transport, so a
 * remote one fails the release instead of being whatever is there today.
 */
export const kustomized = async (
  name: string,
  dir: string,
  inputs: readonly BuilderInput[],
  job: ManifestJob,
): Promise<Rendered> => {
  const { facts, doors } = job;
  const { workshop, store } = doors;
  const tool = await kustomize(workshop);
  job.doing('checking out');
  const { commit, tag } = facts;
  const placed = placedInputs(inputs, job);
  const handle = await workshop.open(
    placed.length > 0
      ? { commit, tag, label: `kustomize-${name}` }
      : { commit, tag, label: 'kustomize', shared: true },
  );
  try {
    for (const { to, file } of placed) await workshop.place(handle, to, [file]);
    const stdout = `${ROOM}/${name}`;
    job.doing(`kustomize build ${dir}`);
    await workshop.run(handle, {
      argv: ['kustomize', 'build', dir],
      cwd: '.',
      env: ALONE,
      pass: [],
      timeout: 600,
      line: job.line,
      stdout,
    });
    const [file] = await workshop.collect(handle, stdout);
    if (file === undefined) throw new TypeError('a collected file is there');
    return { bytes: await store.bytes(file.content, MOST_BYTES), tools: [tool] };
  } finally {
    await workshop.close(handle);
  }
};

/** What kustomize on PATH says of its version: part of the part key, and of the provenance. */
export const kustomize = (workshop: Pick<Workshop, 'tool'>): Promise<Tool> => workshop.tool('kustomize', {});

/** Nothing answers at the discard port of this machine. */
const NOWHERE = 'http://127.0.0.1:9';
const ALONE: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY'].flatMap((key) => [
      [key, NOWHERE],
      [key.toLowerCase(), NOWHERE],
    ]),
  ),
  NO_PROXY: '',
  no_proxy: '',
  GIT_ALLOW_PROTOCOL: 'none',
};
