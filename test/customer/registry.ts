// The customer's release in a real registry with its mirror: rehearsed once more, from the beginning, into a server that
// nobody here wrote, and asked there by plain HTTP. What it consists of is to the digest what a rehearsal into layouts made.
import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

import { type CheckResult, expectEnd, run } from '../interop/kit.ts';
import { equal } from '../interop/layouts.ts';
import { type RealRegistry, withRegistries } from '../interop/registries.ts';
import { colophon } from '../support/colophon.ts';
import { CHART, TAG } from './golden.ts';
import { sha256Of } from './programs.ts';
import { type CustomerRelease, rehearseCustomer } from './rehearsed.ts';
import { PEERS } from './tools.ts';

/** Why there is none here. Debian's, since like GHCR it keeps no list of referrers itself. */
export const whyNoRegistry = async (): Promise<string | undefined> =>
  (await run('sh', ['-c', 'command -v docker-registry'])).status === 0
    ? undefined
    : 'docker-registry is not on PATH';

/** Behaviours 23, 32 to 35, 41 to 45 and 69, W11, W22, W26 and W31: `release` is the same in layouts. */
export const registryChecks = async (
  release: CustomerRelease,
  configuration: string,
): Promise<readonly CheckResult[]> => {
  const scratch = join(release.scratch, 'registry');
  const places = { bin: join(PEERS, 'bin'), distribution: PEERS, scratch };
  return withRegistries(places, [['docker-registry', 'open']], async ([registry]) => {
    if (registry === undefined) throw new Error('no registry was started');
    const options = ['--registry', registry.host];
    const made = await rehearseCustomer(scratch, release.tools, configuration, { options });
    console.log(`rehearsed into ${registry.name} in ${made.seconds.toFixed(0)} s`);
    const verified = await colophon(['verify', made.dir, '--rehearsal', ...options]);
    return [
      expectEnd(
        'W36: a verification from outside says yes to what lies in the registry',
        { status: verified.exit, said: `${verified.stdout}${verified.stderr}` },
        { ok: true },
      ),
      equal(
        'no layout of the rehearsal holds any of it',
        String((await readdir(made.dir)).includes('registries')),
        'false',
      ),
      ...(await sameRelease(made, release)),
      ...(await contentChecks(made, registry)),
    ];
  });
};

/** What signatures and times are part of differs from run to run; all else is the same bytes. */
const SIGNED = /\.(?:intoto\.jsonl|sigstore\.json|colophon\.json|evidence\.json)$/;

const sameRelease = async (
  made: CustomerRelease,
  release: CustomerRelease,
): Promise<readonly CheckResult[]> => {
  const contents = ({ colophon: { images, charts } }: CustomerRelease): string =>
    JSON.stringify({
      images: images.map(({ repository, digest, platforms }) => ({ repository, digest, platforms })),
      charts: charts.map(({ repository, digest }) => ({ repository, digest })),
    });
  const files = async ({ assets }: CustomerRelease): Promise<string> => {
    const names = (await readdir(assets)).filter((name) => !SIGNED.test(name)).toSorted();
    const lines = await Promise.all(
      names.map(async (name) => `${await sha256Of(join(assets, name))} ${name}`),
    );
    return lines.filter((line) => !line.includes('checksums.txt')).join('\n');
  };
  return [
    equal('index, platforms and chart have the digests of the layouts', contents(made), contents(release)),
    equal('W27: so have all files that hold no signature', await files(made), await files(release)),
  ];
};

interface Place {
  readonly repository: string;
  readonly digest: string;
  readonly tag: string;
  /** The index and its platforms, or a chart. */
  readonly subjects: readonly string[];
}

const contentChecks = async (
  { colophon: list }: CustomerRelease,
  registry: RealRegistry,
): Promise<readonly CheckResult[]> => {
  const results: CheckResult[] = [];
  const origins: readonly Place[] = [
    ...list.images.map(({ repository, digest, platforms }) => ({
      repository,
      digest,
      tag: TAG,
      subjects: [digest, ...platforms.map((one) => one.digest)],
    })),
    ...list.charts.map(({ repository, digest }) => ({
      repository,
      digest,
      tag: CHART.version,
      subjects: [digest],
    })),
  ];
  for (const origin of origins) {
    const copy = list.mirrors
      .flatMap(({ content }) => content)
      .find(({ digest }) => digest === origin.digest);
    const places = [origin, { ...origin, repository: copy?.repository ?? '' }];
    for (const place of places) results.push(...(await namesAt(place, registry)));
    for (const subject of origin.subjects) {
      const [here = [], there = []] = await Promise.all(
        places.map(({ repository }) => referrersOf(registry, repository, subject)),
      );
      const about = `${origin.repository}@${subject.slice(0, 15)}`;
      results.push(
        {
          name: `W22: signature, provenance and more speak about ${about}`,
          passed: here.length >= 3,
          said: here.join(),
        },
        equal(`W26: and the same about it on the mirror`, there.join(), here.join()),
      );
    }
  }
  return results;
};

/** What whoever lists the tags sees, but for lists of referrers, which such a registry keeps as tags. */
const namesAt = async (
  { repository, digest, tag }: Place,
  registry: RealRegistry,
): Promise<readonly CheckResult[]> => {
  const { tags = [] } = await json<{ readonly tags?: readonly string[] }>(registry, repository, 'tags/list');
  const names = tags.filter((one) => !/^sha256-[0-9a-f]{64}$/.test(one));
  const bytes = await get(registry, repository, `manifests/${tag}`);
  const { manifests = [] } = JSON.parse(bytes.toString()) as Index;
  const strange = manifests.filter(({ platform }) => platform?.os === 'unknown');
  return [
    equal(`behaviour 7: ${repository} has its version tag and no other`, names.join(), tag),
    equal(
      `W11: what is named there is what was signed`,
      `sha256:${createHash('sha256').update(bytes).digest('hex')}`,
      digest,
    ),
    equal(`W31: nothing in it is for no platform`, String(strange.length), '0'),
  ];
};

interface Index {
  readonly manifests?: readonly { readonly digest: string; readonly platform?: { readonly os: string } }[];
}

const referrersOf = async (
  registry: RealRegistry,
  repository: string,
  subject: string,
): Promise<readonly string[]> => {
  const { manifests = [] } = await json<Index>(
    registry,
    repository,
    `manifests/${subject.replace(':', '-')}`,
  );
  // Listed is not yet there.
  await Promise.all(manifests.map(({ digest }) => get(registry, repository, `manifests/${digest}`)));
  return manifests.map(({ digest }) => digest).toSorted();
};

const ACCEPT = ['index', 'manifest'].map((kind) => `application/vnd.oci.image.${kind}.v1+json`).join(', ');

/** Where a rehearsal puts what would go to another host: below that host's name. */
const get = async ({ host }: RealRegistry, repository: string, path: string): Promise<Buffer> => {
  const answer = await fetch(`http://${host}/v2/${repository.replace(':', '--')}/${path}`, {
    headers: { accept: ACCEPT },
  });
  if (!answer.ok) throw new Error(`${repository} answers ${answer.status} for ${path}`);
  return Buffer.from(await answer.arrayBuffer());
};

const json = async <T>(registry: RealRegistry, repository: string, path: string): Promise<T> =>
  JSON.parse((await get(registry, repository, path)).toString()) as T;
