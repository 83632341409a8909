// The two ends of a mirror, opened: layouts on this machine, and registries, which are loaded where one is named.
import { createLayoutReader } from '../../../adapters/layout-reader/index.ts';
import { createLayoutRegistry } from '../../../adapters/layout-registry/index.ts';
import { createDigester } from '../../../adapters/system/digester.ts';
import type { Ports } from '../../../ports/index.ts';
import { type GraphCopy, type GraphPlace, inOneRegistry } from '../../../engine/graph/graph-place.ts';
import type { Invocation } from '../../command.ts';
import { layoutRoot, type MirrorSide, type NamedRoot, registryRoot } from './side.ts';
import type { MirrorOptions } from './mirror.ts';
import { turnsDir } from '../places/turns-dir.ts';

export interface MirrorSource extends NamedRoot {
  readonly place: GraphPlace;
  /** How it is called in the answer: a directory or a repository. */
  readonly shown: string;
  readonly kind: MirrorSide['kind'];
}

export interface MirrorTarget {
  readonly repository: string;
  readonly doors: Pick<Ports, 'registry' | 'registryWriter' | 'referrersIndex' | 'versionNames'>;
  /** Shorter ways for blobs, where there are any. */
  readonly ways: Pick<GraphCopy, 'copyBlobs' | 'mount'>;
  readonly shown: string;
}

type Surroundings = Pick<Invocation, 'env' | 'jobs' | 'signal'>;

/** A layout is of one repository, and does not say of which. */
const ANY = 'layout';

/** What is copied, and from where. Fails with `TARGET_MISSING`, `TARGET_AMBIGUOUS`, and what registries fail with. */
export const openSource = async (
  side: MirrorSide,
  options: MirrorOptions,
  surroundings: Surroundings,
): Promise<MirrorSource> => {
  if (side.kind === 'layout') {
    const registry = createLayoutReader(side.dir);
    return {
      ...layoutRoot(side),
      kind: 'layout',
      place: { registry, repository: side.dir },
      shown: side.dir,
    };
  }
  const { openRegistry } = await import('./registry-doors.ts');
  const { repository } = side;
  const { registry } = await openRegistry(options, surroundings);
  const root = await registryRoot(side, registry);
  return { ...root, kind: 'registry', place: { registry, repository }, shown: repository };
};

/** Where it is copied to. */
export const openTarget = async (
  side: MirrorSide,
  from: MirrorSource,
  options: MirrorOptions,
  surroundings: Surroundings,
): Promise<MirrorTarget> => {
  if (side.kind === 'layout') {
    const { copyBlobs, ...doors } = createLayoutRegistry(side.dir, {
      digester: createDigester({ jobs: surroundings.jobs }),
    });
    const ways: MirrorTarget['ways'] =
      from.kind === 'layout' ? { copyBlobs: (blobs) => copyBlobs(ANY, from.place.repository, blobs) } : {};
    return { repository: ANY, doors, ways, shown: side.dir };
  }
  const { openRegistry } = await import('./registry-doors.ts');
  const { repository } = side;
  // One tag has no compare-and-set: mirrors of one machine take turns at it.
  const doors = await openRegistry({ ...options, ...(await turnsDir()) }, surroundings);
  const source = from.place.repository;
  const ways: MirrorTarget['ways'] =
    from.kind === 'registry' && inOneRegistry(source, repository) && source !== repository
      ? { mount: () => source }
      : {};
  return { repository, doors, ways, shown: repository };
};
