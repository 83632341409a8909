// What images are made upon, where no registry is asked: layouts that stand for repositories.
import { Failure } from '../../domain/failure.ts';
import type { Registry } from '../../ports/registry.ts';
import { createLayoutReader } from '../layout-reader/index.ts';

/**
 * The same registry, beside which layouts stand for repositories: what they hold is read from there by digest, first of
 * all. A repository that is written (`isTarget`) is itself asked first: what lies in a layout proves nothing about it.
 */
export const withBases = (
  registry: Registry,
  bases: Readonly<Record<string, string>>,
  isTarget: (repository: string) => boolean = () => true,
): Registry => {
  const readers = new Map(
    Object.entries(bases).map(([repository, dir]) => [repository, createLayoutReader(dir)]),
  );
  if (readers.size === 0) return registry;
  const orderOf = (repository: string): readonly [first: Registry, second?: Registry] => {
    const base = readers.get(repository);
    if (base === undefined) return [registry];
    return isTarget(repository) ? [registry, base] : [base, registry];
  };
  return {
    ...registry,
    manifest: async (repository, digest) => {
      const [first, second] = orderOf(repository);
      return first.manifest(repository, digest).catch((error: unknown) => {
        if (second === undefined || !isMissing(error)) throw error;
        return second.manifest(repository, digest);
      });
    },
    blob: async function* (repository, content) {
      const [first, second] = orderOf(repository);
      try {
        yield* first.blob(repository, content);
      } catch (error) {
        if (second === undefined || !isMissing(error)) throw error;
        yield* second.blob(repository, content);
      }
    },
  };
};

const isMissing = (error: unknown): boolean =>
  error instanceof Failure && (error.code === 'MANIFEST_MISSING' || error.code === 'CONTENT_MISSING');
