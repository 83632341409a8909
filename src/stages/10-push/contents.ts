// What a release has for registries: its images and the charts that are pushed, a part each.
import type { Descriptor } from '../../domain/descriptor.ts';
import type { Outcomes } from '../../domain/outcome/index.ts';
import type { Pushed } from '../../domain/outcome/push.ts';

/** What will have been pushed, its referrers aside; every manifest lies in the store with all that it points at. */
export type Pushable = Omit<Pushed, 'referrers'>;

/** Images in the order of the configuration, then charts. */
export const contentsOf = ({
  assemble,
  package: packaged,
}: Pick<Outcomes, 'assemble' | 'package'>): readonly Pushable[] => [
  ...assemble.indexes.map(({ image, repository, tags, moving, index, platforms }): Pushable => ({
    kind: 'image',
    id: image,
    repository,
    root: index,
    platforms,
    tags,
    moving,
  })),
  ...packaged.charts.flatMap(({ name, repository, tag, pushed }): readonly Pushable[] =>
    repository === undefined || pushed === undefined
      ? []
      : [
          {
            kind: 'chart',
            id: name,
            repository,
            root: pushed.manifest,
            platforms: [],
            tags: [tag],
            moving: [],
          },
        ],
  ),
];

/** `image widget`, `chart widget`. */
export const partOf = ({ kind, id }: Pick<Pushable, 'kind' | 'id'>): string => `${kind} ${id}`;

/** The index or manifest, and those of the platforms. */
export const manifestsOf = ({
  root,
  platforms,
}: Pick<Pushable, 'root' | 'platforms'>): readonly Descriptor[] => [root, ...platforms];
