// Where a mirror holds what the origin holds.
import type { Pushed } from '../domain/outcome/push.ts';
import type { ChartTarget, MirrorTarget } from '../domain/targets.ts';

/**
 * The repository below `to`: as the configuration names it by image id, chart name or chart directory, else the last
 * part of the origin's, for a chart below `charts/`.
 */
export const mirrorRepository = (
  { to, repositories }: MirrorTarget,
  { kind, id, repository }: Pick<Pushed, 'kind' | 'id' | 'repository'>,
  charts: readonly ChartTarget[],
): string => {
  const last = repository.slice(repository.lastIndexOf('/') + 1);
  if (kind === 'image') return `${to}/${own(repositories, id) ?? last}`;
  // A chart is pushed to `push`/<name>; the directory is that of the chart which is pushed there.
  const path = charts.find(({ push }) => push !== undefined && `${push}/${id}` === repository)?.path;
  const named = path === undefined ? undefined : own(repositories, path);
  return `${to}/${named ?? own(repositories, id) ?? `charts/${id}`}`;
};

const own = (repositories: MirrorTarget['repositories'], name: string): string | undefined =>
  Object.hasOwn(repositories, name) ? repositories[name] : undefined;
