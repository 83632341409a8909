// What whoever lists tags of a registry sees over HTTP, without a credential: every name that is not computed from a digest.
import { createAsk, createRegistryReader } from '../../src/adapters/registry-reader/index.ts';
import { locateRehearsed } from '../../src/cli/rehearsal-registry.ts';
import { COMPUTED } from '../support/layouts.ts';

/** All that examples/widget writes. */
export const REPOSITORIES = [
  'ghcr.io/acme/widget',
  'ghcr.io/acme/charts/widget',
  'registry.example/team/widget',
  'registry.example/team/charts/widget',
];

export interface Lister {
  /** `host/path:tag` → digest. */
  readonly names: () => Promise<ReadonlyMap<string, string>>;
  /** How many names computed from digests were seen in all listings so far. */
  readonly computed: () => number;
}

/** Lists a registry into which something is rehearsed. */
export const createLister = (host: string, repositories: readonly string[] = REPOSITORIES): Lister => {
  const registry = createRegistryReader({ locate: locateRehearsed(host), ask: createAsk() });
  let computed = 0;
  const namesOf = async (repository: string): Promise<readonly (readonly [string, string])[]> => {
    const tags = await registry.tags(repository);
    const given = tags.filter((tag) => !COMPUTED.test(tag));
    computed += tags.length - given.length;
    return Promise.all(
      given.map(async (tag) => {
        const content = await registry.resolve(repository, tag);
        return [`${repository}:${tag}`, content?.digest ?? ''] as const;
      }),
    );
  };
  return {
    names: async () => new Map((await Promise.all(repositories.map(namesOf))).flat()),
    computed: () => computed,
  };
};
