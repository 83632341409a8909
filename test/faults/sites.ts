// Which outside calls of a release are tried: some of every stage, the moment before publishing among them.
import type { CallSite } from '../../src/domain/event.ts';

/** As people read it. */
export const formatSite = ({ stage, part, door, method, n }: CallSite): string =>
  `${stage} ${part} ${door}.${method} ${n}`;

/** A method of a door, whichever part calls it. */
export const kindOf = ({ door, method }: CallSite): string => `${door}.${method}`;

/** Doors by what it means to die at them: what writes outside first, then what is kept, then what is only read. */
const BY_EFFECT = [
  'publication',
  'versionNames',
  'signer',
  'drafts',
  'registryWriter',
  'referrersIndex',
  'workshop',
  'ledger',
  'store',
  'outcomes',
  'forge',
  'registry',
  'staged',
];
/** Each of their calls gives a name. */
const NAMING: ReadonlySet<string> = new Set(['publication', 'versionNames']);
/** What they write outside has no name yet, or, in the workshop, is not ours. */
const WRITING: ReadonlySet<string> = new Set(['signer', 'drafts', 'registryWriter', 'referrersIndex']);
const WORKING: ReadonlySet<string> = new Set(['workshop.run', 'workshop.collect']);

/**
 * At least `most` sites of these, in the order in which they happened: every call that gives a name; of every other
 * method that writes outside, and of all that reads a registry, the middle call of each stage, so that something is
 * done and something is not; and from every stage in turn the next method that was not taken yet, those with effects
 * first.
 */
export const chooseSites = (sites: readonly CallSite[], most: number): readonly CallSite[] => {
  const stages = [...new Set(sites.map(({ stage }) => stage))];
  const chosen = new Set(sites.filter(({ door }) => NAMING.has(door)));
  for (const stage of stages)
    for (const [group, calls] of Map.groupBy(
      sites.filter((site) => site.stage === stage),
      groupOf,
    )) {
      const middle = calls[Math.floor(calls.length / 2)];
      if (group !== undefined && middle !== undefined) chosen.add(middle);
    }
  while (chosen.size < Math.min(most, sites.length))
    for (const stage of stages) {
      const left = sites
        .filter((site) => site.stage === stage && !chosen.has(site))
        .toSorted((a, b) => effectOf(a) - effectOf(b));
      const taken = new Set([...chosen].filter((site) => site.stage === stage).map(kindOf));
      const next = left.find((site) => !taken.has(kindOf(site))) ?? left[0];
      if (next !== undefined) chosen.add(next);
    }
  return sites.filter((site) => chosen.has(site));
};

/** Calls of which one a stage is always tried; `undefined` for the others. */
const groupOf = (site: CallSite): string | undefined => {
  if (site.door === 'registry') return site.door;
  return WRITING.has(site.door) || WORKING.has(kindOf(site)) ? kindOf(site) : undefined;
};

const effectOf = ({ door }: CallSite): number => {
  const at = BY_EFFECT.indexOf(door);
  return at === -1 ? BY_EFFECT.length : at;
};
