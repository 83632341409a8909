// Every repository that a release writes, mirrors included: in a rehearsal these lie at the stand-in, and no others.
import type { Targets } from '../../../domain/targets.ts';
import type { ChartNames } from '../../../stages/chart-names.ts';
import { mirrorRepository } from '../../../stages/mirror-place.ts';

/** A chart that cannot be read has no name, and goes nowhere. */
export const targetRepositories = (
  { images, charts, mirrors }: Pick<Targets, 'images' | 'charts' | 'mirrors'>,
  names: ChartNames,
): ReadonlySet<string> => {
  const content = [
    ...images.map(({ id, repository }) => ({ kind: 'image' as const, id, repository })),
    ...charts.flatMap(({ path, push }) => {
      const name = names.get(path)?.name;
      return push === undefined || name === undefined
        ? []
        : [{ kind: 'chart' as const, id: name, repository: `${push}/${name}` }];
    }),
  ];
  const copies = mirrors.flatMap((mirror) => content.map((one) => mirrorRepository(mirror, one, charts)));
  return new Set([...content.map(({ repository }) => repository), ...copies]);
};
