// Where the layout of a repository lies below a directory of layouts: one directory each, named so that no two
// repositories share one and no name leads elsewhere.
import { isRepository } from '../../formats/oci/place.ts';

/** The directory's name: `/` becomes `+`, `:` becomes `_`; `undefined` for what is no repository (host and path). */
export const directoryOf = (repository: string): string | undefined =>
  isRepository(repository) ? repository.replaceAll('/', '+').replaceAll(':', '_') : undefined;

/** The repository that a directory of this name holds; `undefined` for a name that none gives. */
export const repositoryOf = (directory: string): string | undefined => {
  // A host has no underscore, a path no colon: nothing is lost.
  const [host = '', ...path] = directory.split('+');
  const repository = [host.replaceAll('_', ':'), ...path].join('/');
  return isRepository(repository) && directoryOf(repository) === directory ? repository : undefined;
};
