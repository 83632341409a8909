// Asks registries before anything is sealed: a name that is taken by other bytes stops the release while nothing has one.
import type { Outcomes } from '../../domain/outcome/index.ts';
import type { Registry } from '../../ports/registry.ts';
import { demandNames, versionNamesOf } from '../release-names.ts';

/** Fails with `TARGET_TAKEN` unless every version tag is free or names this release; moving names may name anything. */
export const demandNamesFree = (
  places: Pick<Outcomes, 'push' | 'mirror'>,
  registry: Pick<Registry, 'resolve'>,
): Promise<void> => demandNames(versionNamesOf(places), registry);
