// Which outside calls of a release are tried: some of every stage, the moment before publishing among them.
import type { CallSite } from '../../src/domain/event.ts';

/** As people read it. */
export const formatSite = ({ stage, part, door, method, n }: CallSite): string =>
  `${stage} ${part} ${door}.${method} ${n}`;

/** Doors by what it means to die at them: what writes outside first, then what is kept, then what is only read. */
const BY_EFFECT = [
  'publication',
  'signer',
  'drafts',
  'workshop',
  'ledger',
  'store',
  'outcomes',
  'forge',
  'staged',
];

/**
 * At least `most` sites of these, in the order in which they happened: every call of `publication` and `signer`,
 * and from every stage in turn the next method that was not taken yet, those with effects first.
 */
export const chooseSites = (sites: readonly CallSite[], most: number): readonly CallSite[] => {
  const chosen = new Set(sites.filter(({ door }) => door === 'publication' || door === 'signer'));
  const stages = [...new Set(sites.map(({ stage }) => stage))];
  while (chosen.size < Math.min(most, sites.length))
    for (const stage of stages) {
      const left = sites
        .filter((site) => site.stage === stage && !chosen.has(site))
        .sort((a, b) => effectOf(a) - effectOf(b));
      const taken = new Set([...chosen].filter((site) => site.stage === stage).map(methodOf));
      const next = left.find((site) => !taken.has(methodOf(site))) ?? left[0];
      if (next !== undefined) chosen.add(next);
    }
  return sites.filter((site) => chosen.has(site));
};

const effectOf = ({ door }: CallSite): number => {
  const at = BY_EFFECT.indexOf(door);
  return at === -1 ? BY_EFFECT.length : at;
};

const methodOf = ({ door, method }: CallSite): string => `${door}.${method}`;
