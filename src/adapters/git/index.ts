// What other folders may use of the git adapter.
export { openRepository, type Repository, type RepositoryOptions } from './repository.ts';
