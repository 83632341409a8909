// The layouts of a rehearsal, read and copied by tools that nobody here wrote: skopeo and oras.
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { type CheckResult, expectEnd, run } from './kit.ts';
import { type RehearsedContent, type Root, rootsOf } from './rehearsed-content.ts';

/** skopeo sees index and platforms as they are listed, and copies every image bit for bit. */
export const skopeoChecks = async (content: RehearsedContent): Promise<readonly CheckResult[]> => {
  const results: CheckResult[] = [];
  await mkdir(join(content.scratch, 'skopeo'), { recursive: true });
  for (const root of rootsOf(content)) {
    const source = `oci:${root.layout}:${root.tag}`;
    const raw = await run('skopeo', ['inspect', '--raw', source]);
    results.push(expectEnd(`skopeo reads ${nameOf(root)}`, raw, { ok: true, saying: /"schemaVersion":2/ }));
    if (root.kind === 'chart') continue;
    for (const { platform } of root.platforms) {
      const [os = '', arch = '', variant = ''] = platform.split('/');
      const one = [`--override-os=${os}`, `--override-arch=${arch}`, `--override-variant=${variant}`];
      const seen = await run('skopeo', [...one, 'inspect', '--config', source]);
      const said = new RegExp(`"architecture":\\s*"${arch}"`);
      results.push(
        expectEnd(`skopeo reads ${nameOf(root)} for ${platform}`, seen, { ok: true, saying: said }),
      );
    }
    const to = join(content.scratch, 'skopeo', encodeURIComponent(nameOf(root)));
    const copied = await run('skopeo', [
      'copy',
      '--all',
      '--preserve-digests',
      source,
      `oci:${to}:${root.tag}`,
    ]);
    results.push(expectEnd(`skopeo copies ${nameOf(root)}`, copied, { ok: true }));
    results.push(await sameDigest(`skopeo’s copy of ${nameOf(root)} is the same`, to, root));
  }
  return results;
};

/** oras finds every referrer, and copies the graph with all of them. */
export const orasChecks = async (content: RehearsedContent): Promise<readonly CheckResult[]> => {
  const oras = join(content.bin, 'oras');
  const discover = (layout: string, digest: string) =>
    run(oras, ['discover', '--oci-layout', `${layout}@${digest}`, '--format', 'json', '--depth', '1']);
  const results: CheckResult[] = [];
  for (const root of rootsOf(content)) {
    const place = `${root.layout}:${root.tag}`;
    const seen = await run(oras, ['manifest', 'fetch', '--oci-layout', '--descriptor', place]);
    results.push(
      expectEnd(`oras reads ${nameOf(root)}`, seen, { ok: true, saying: new RegExp(root.digest) }),
    );
    const found = await discover(root.layout, root.digest);
    results.push(
      counted(`oras finds ${root.referrers} referrers of ${nameOf(root)}`, found.said, root.referrers),
    );
    const to = join(content.scratch, 'oras', encodeURIComponent(nameOf(root)));
    const cp = ['cp', '-r', '--from-oci-layout', place, '--to-oci-layout', `${to}:${root.tag}`, '--no-tty'];
    results.push(
      expectEnd(`oras copies ${nameOf(root)} with its referrers`, await run(oras, cp), { ok: true }),
    );
    const again = await discover(to, root.digest);
    results.push(counted(`oras’s copy of ${nameOf(root)} has them all`, again.said, root.referrers));
  }
  return results;
};

export const nameOf = ({ repository, tag }: Root): string => `${repository}:${tag}`;

const sameDigest = async (name: string, layout: string, { tag, digest }: Root): Promise<CheckResult> => {
  const text = await readFile(join(layout, 'index.json'), 'utf8').catch(() => '{"manifests":[]}');
  const index = JSON.parse(text) as {
    readonly manifests: readonly {
      readonly digest: string;
      readonly annotations?: Readonly<Record<string, string>>;
    }[];
  };
  const found = index.manifests.find(
    ({ annotations = {} }) => annotations['org.opencontainers.image.ref.name'] === tag,
  );
  return equal(name, found?.digest ?? 'nothing', digest);
};

export const counted = (name: string, said: string, wanted: number): CheckResult => {
  try {
    const { referrers = [] } = JSON.parse(said) as { readonly referrers?: readonly unknown[] };
    return equal(name, String(referrers.length), String(wanted));
  } catch {
    return { name, passed: false, said: said.slice(0, 500) };
  }
};

export const equal = (name: string, found: string, wanted: string): CheckResult =>
  found === wanted ? { name, passed: true } : { name, passed: false, said: `${found} and not ${wanted}` };
