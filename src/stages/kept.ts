// Which registries delete what has no tag, as the configuration says (`publish.tag-every-manifest`).
import type { Targets } from '../domain/targets.ts';
import { hostOf } from '../engine/graph/graph-place.ts';

/** Whether every manifest of this repository needs a tag of its own to outlive the next garbage collection. */
export const isKeptByTags = ({ tagEveryManifest = [] }: Targets, repository: string): boolean =>
  tagEveryManifest === 'all' || tagEveryManifest.includes(hostOf(repository));
