// Debian's docker-registry while its garbage is collected by another process: it goes on claiming what it cannot serve any
// more, because it remembers descriptors. Nothing of that is ever named; the same command brings it back.
import { cp, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { createAsk, createRegistryReader, locateRegistry } from '../../src/adapters/registry-reader/index.ts';
import type { Answer } from '../../src/cli/command.ts';
import type { Observer } from '../../src/engine/observe.ts';
import type { StageName } from '../../src/domain/stage-name.ts';
import { sha256 } from '../../src/formats/sha256.ts';
import type { CheckResult } from './kit.ts';
import { type RealRegistry, type RegistryPlaces, withRegistries } from './registries.ts';
import { type Cell, cells } from './registry-matrix.ts';
import {
  isStopped,
  judgeDirectory,
  rehearseBase,
  REPOSITORIES,
  stopBefore,
  type Variant,
  type WidgetBase,
} from './registry-rehearsals.ts';
import { keptNothing } from './registry-users.ts';

const COLUMN = 'garbage-collect';
const UNTAGGED = '--delete-untagged';

/** Every way in which a collection may fall into a release, each in a registry of its own. */
export const collectionCells = async (places: RegistryPlaces, base: WidgetBase): Promise<readonly Cell[]> => {
  const kinds = [0, 1, 2, 3].map(() => ['docker-registry', 'open'] as const);
  return withRegistries(places, kinds, async (registries) => {
    const tries = [duringPush, betweenStages, keptByTags, afterwards];
    const found: Cell[] = [];
    for (const [at, registry] of registries.entries()) {
      const release = await startRelease(base, registry);
      found.push(...cells(registry.name, COLUMN, (await tries[at]?.(release)) ?? []));
    }
    return found;
  });
};

interface Release {
  readonly registry: RealRegistry;
  /** Goes on in its directory. */
  readonly run: (variant: Variant, observer?: Observer) => Promise<Answer>;
  readonly check: (name: string, answer: Answer) => CheckResult;
  /** Judged after the registry has forgotten what it remembers. */
  readonly proves: (name: string) => Promise<CheckResult>;
  readonly tags: () => Promise<readonly string[]>;
}

const startRelease = async (base: WidgetBase, registry: RealRegistry): Promise<Release> => {
  const dir = join(base.scratch, registry.host.replace(':', '-'));
  await cp(base.dir, dir, { recursive: true });
  const env = await keptNothing(`${dir}-docker`);
  const { host } = registry;
  const reader = createRegistryReader({ locate: locateRegistry([]), ask: createAsk() });
  return {
    registry,
    run: (variant, observer = {}) => rehearseBase(base, dir, variant, { host, env, observer }),
    check: (name, { exit, document }) => ({
      name,
      passed: exit === 0,
      said: JSON.stringify(document).slice(0, 1500),
    }),
    proves: async (name) => {
      await registry.restart();
      const { exit, stdout, stderr } = await judgeDirectory({ registry, dir, owner: env });
      return { name, passed: exit === 0, said: `${stderr}${stdout}`.slice(0, 1500) };
    },
    tags: async () => (await Promise.all(REPOSITORIES.map((one) => reader.tags(`${host}/${one}`)))).flat(),
  };
};

/** Blobs lie there and nothing points at them: any collection takes them. */
const duringPush = async ({ registry, run, check, proves }: Release): Promise<readonly CheckResult[]> => {
  const stopped = await run('public', {
    before: ({ stage, door, method }) => {
      if (stage === 'push' && door === 'registryWriter' && method === 'manifest') throw new Error(STOP);
    },
  });
  const lost = await collected(registry);
  return [
    { name: 'a push stops before its first manifest', passed: stopped.exit !== 0 },
    {
      name: `it claims all ${lost.claimed} blobs that the collection took, and serves none of them`,
      passed: lost.claimed > 0 && lost.served === 0 && lost.claimed === lost.taken,
      said: JSON.stringify(lost),
    },
    {
      name: 'and answers 201 to a manifest over what it has lost',
      passed: (await putOver(registry, lost.example)) === 201,
    },
    check('the same command ends well', await run('public')),
    await proves('and everything proves, from its disk'),
  ];
};

/** The status of a manifest that points at this blob and nothing else. */
const putOver = async ({ host }: RealRegistry, example: Lying | undefined): Promise<number> => {
  const config = { mediaType: 'application/vnd.oci.image.config.v1+json', digest: example?.digest, size: 1 };
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  const body = JSON.stringify({ schemaVersion: 2, mediaType, config, layers: [] });
  const digest = sha256(new TextEncoder().encode(body));
  const url = `http://${host}/v2/${example?.repository}/manifests/${digest}`;
  return (await fetch(url, { method: 'PUT', headers: { 'content-type': mediaType }, body })).status;
};

const STOP = 'stopped here, as was asked';

/** Every manifest that no tag points at is taken between any two stages. */
const betweenStages = async ({
  registry,
  run,
  check,
  proves,
  tags,
}: Release): Promise<readonly CheckResult[]> => {
  const results: CheckResult[] = [];
  for (const stage of STOPS) {
    const stopped = await run('public', stopBefore(stage));
    const named = (await tags()).filter((tag) => !COMPUTED.test(tag));
    results.push({
      name: `stopped before ${stage} with nothing named`,
      passed: isStopped(stopped) && named.length === 0,
      said: `${named.join(', ')} ${JSON.stringify(stopped.document).slice(0, 1000)}`,
    });
    const before = (await revisions(registry)).length;
    const lost = await collected(registry, UNTAGGED);
    const after = (await revisions(registry)).length;
    results.push({
      name: `then ${before - after} of ${before} manifests are taken, and ${lost.claimed} blobs still claimed`,
      passed: after < before && lost.claimed > 0 && lost.served === 0,
      said: JSON.stringify(lost),
    });
  }
  return [...results, ...(await atTheLastMoment({ registry, run, check, proves, tags }))];
};

/** Taken in the very command that publishes, after it has proved and sealed all of it. */
const atTheLastMoment = async ({
  registry,
  run,
  check,
  proves,
  tags,
}: Release): Promise<readonly CheckResult[]> => {
  let taken = 0;
  const caught = await run('public', {
    before: ({ stage }) => {
      if (stage === 'publish' && taken++ === 0) registry.collectNow(UNTAGGED);
    },
  });
  const named = (await tags()).filter((tag) => !COMPUTED.test(tag));
  return [
    {
      name: `taken at the last moment, nothing of it is named (${errorOf(caught)})`,
      passed: taken > 0 && caught.exit !== 0 && named.length === 0,
      said: `${named.join(', ')} ${JSON.stringify(caught.document).slice(0, 1000)}`,
    },
    check('the same command ends well', await run('public')),
    await proves('and everything proves, from its disk'),
  ];
};

const COMPUTED = /^sha256-[0-9a-f]{64}$/;

const STOPS: readonly StageName[] = ['mirror', 'draft', 'seal', 'publish'];

const errorOf = ({ document }: Answer): string =>
  String((document as { readonly error?: { readonly code?: string } }).error?.code);

/** `publish.tag-every-manifest`: nothing is taken, before names are given or after. */
const keptByTags = async ({ registry, run, check, proves }: Release): Promise<readonly CheckResult[]> => {
  const taken = async (when: string): Promise<CheckResult> => {
    const before = await revisions(registry);
    const lists = await supersededLists(registry, before);
    await registry.collect(UNTAGGED);
    await registry.restart();
    const after = new Set(await revisions(registry));
    const lost = before.filter((one) => !after.has(one) && !lists.has(one));
    return {
      name: `a collection ${when} takes none of ${before.length - lists.size} manifests that are kept by tags`,
      passed: before.length - lists.size > 20 && lost.length === 0,
      said: `${lost.length} are lost: ${lost.join(', ')}`,
    };
  };
  const stopped = await run('kept', stopBefore('publish'));
  return [
    { name: 'with tag-every-manifest it stops before publish', passed: isStopped(stopped) },
    await taken('before publish'),
    check('the same command ends well', await run('kept')),
    await taken('afterwards'),
    await proves('and everything proves, from its disk'),
  ];
};

/** What the setting is for: without it a collection takes a public release apart, which nobody is told to be whole then. */
const afterwards = async ({ registry, run, check, proves }: Release): Promise<readonly CheckResult[]> => {
  const ended = check('without the setting it ends well', await run('public'));
  const before = (await revisions(registry)).length;
  await registry.collect(UNTAGGED);
  const after = (await revisions(registry)).length;
  const judged = await proves('');
  const again = await run('public');
  return [
    ended,
    {
      name: `a collection takes ${before - after} of its ${before} manifests, and it is refused`,
      passed: after < before && !judged.passed && (judged.said ?? '').includes('CONTENT_ABSENT'),
      said: judged.said ?? `${after} are left of ${before}`,
    },
    {
      name: 'the same command does not call it released',
      passed: again.exit !== 0 && errorOf(again) === 'TARGET_TAKEN',
      said: JSON.stringify(again.document).slice(0, 1000),
    },
  ];
};

interface Lost {
  /** Blobs that are not on the disk any more. */
  readonly taken: number;
  /** Of these: HEAD answers 200. */
  readonly claimed: number;
  /** Of these: GET answers with them. */
  readonly served: number;
  /** One that is claimed. */
  readonly example?: Lying;
}

/** Runs a collection, and asks the registry about what it took. */
const collected = async (registry: RealRegistry, ...options: readonly string[]): Promise<Lost> => {
  const before = await blobs(registry);
  // Docker-registry remembers what it was asked about; whoever pushed has asked.
  await registry.collect(...options);
  const left = new Set((await blobs(registry)).map(({ digest }) => digest));
  const gone = before.filter(({ digest }) => !left.has(digest));
  const lost: { -readonly [key in keyof Lost]: Lost[key] } = { taken: gone.length, claimed: 0, served: 0 };
  for (const one of gone) {
    const { repository, digest } = one;
    const url = `http://${registry.host}/v2/${repository}/blobs/${digest}`;
    if ((await fetch(url, { method: 'HEAD' })).status !== 200) continue;
    lost.claimed += 1;
    lost.example = one;
    const got = await fetch(url).catch(() => undefined);
    if (got?.ok === true && (await got.arrayBuffer().catch(() => undefined)) !== undefined) lost.served += 1;
  }
  return lost;
};

interface Lying {
  readonly repository: string;
  readonly digest: string;
}

/** Blobs on its disk, each with the first repository that links it. */
const blobs = async ({ data }: RealRegistry): Promise<readonly Lying[]> => {
  const there = new Set(
    (
      await Promise.all(
        (await names(join(data, 'docker/registry/v2/blobs/sha256'))).map((two) =>
          names(join(data, 'docker/registry/v2/blobs/sha256', two)),
        ),
      )
    ).flat(),
  );
  const linked = await Promise.all(
    REPOSITORIES.map(async (repository) =>
      (await names(join(data, 'docker/registry/v2/repositories', repository, '_layers/sha256')))
        .filter((hex) => there.has(hex))
        .map((hex) => ({ repository, digest: `sha256:${hex}` })),
    ),
  );
  return linked.flat();
};

/** Manifests that it holds by digest, as `REPOSITORY@HEX`. */
const revisions = async ({ data }: RealRegistry): Promise<readonly string[]> => {
  const found: string[] = [];
  for (const repository of REPOSITORIES) {
    const dir = join(data, 'docker/registry/v2/repositories', repository, '_manifests/revisions/sha256');
    for (const hex of await names(dir))
      if ((await names(join(dir, hex))).length > 0) found.push(`${repository}@${hex}`);
  }
  return found;
};

/** Lists of referrers among them: each one that was added to left the one before it behind, which nobody needs. */
const supersededLists = async (
  { data }: RealRegistry,
  all: readonly string[],
): Promise<ReadonlySet<string>> => {
  const found = new Set<string>();
  for (const one of all) {
    const hex = one.slice(one.indexOf('@') + 1);
    const file = join(data, 'docker/registry/v2/blobs/sha256', hex.slice(0, 2), hex, 'data');
    const { manifests = [] } = JSON.parse(await readFile(file, 'utf8')) as {
      readonly manifests?: readonly { readonly artifactType?: string }[];
    };
    if (manifests.some(({ artifactType }) => artifactType !== undefined)) found.add(one);
  }
  return found;
};

const names = (dir: string): Promise<readonly string[]> => readdir(dir).catch(() => []);
