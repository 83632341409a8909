// What images are made upon, where no registry is asked: layouts that stand for repositories.
import { Failure } from '../../domain/failure.ts';
import type { Registry } from '../../ports/registry.ts';
import { createLayoutReader } from '../layout-reader/index.ts';

/** The same registry; what a repository of `bases` lacks is read by digest from the layout given for it. */
export const withBases = (registry: Registry, bases: Readonly<Record<string, string>>): Registry => {
  const readers = new Map(
    Object.entries(bases).map(([repository, dir]) => [repository, createLayoutReader(dir)]),
  );
  if (readers.size === 0) return registry;
  return {
    ...registry,
    manifest: async (repository, digest) => {
      const base = readers.get(repository);
      return registry.manifest(repository, digest).catch((error: unknown) => {
        if (base === undefined || !isMissing(error)) throw error;
        return base.manifest(repository, digest);
      });
    },
    blob: async function* (repository, content) {
      const base = readers.get(repository);
      try {
        yield* registry.blob(repository, content);
      } catch (error) {
        if (base === undefined || !isMissing(error)) throw error;
        yield* base.blob(repository, content);
      }
    },
  };
};

const isMissing = (error: unknown): boolean =>
  error instanceof Failure && (error.code === 'MANIFEST_MISSING' || error.code === 'CONTENT_MISSING');
