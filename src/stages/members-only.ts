// Places that only members can read, as the configuration says: the verifier without credentials is not sent there.
import type { Targets } from '../domain/targets.ts';

/** Repositories, and what lies below them. */
export const membersOnly = ({ read, images, charts, mirrors }: Targets): readonly string[] => [
  ...(read === 'private'
    ? [
        ...images.map(({ repository }) => repository),
        ...charts.flatMap(({ push }) => (push === undefined ? [] : [push])),
      ]
    : []),
  ...mirrors.filter((mirror) => mirror.read === 'private').map(({ to }) => to),
];
