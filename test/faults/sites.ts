// Which outside calls of a release are tried: some of every stage, the moment before publishing among them.
import type { CallSite } from '../../src/domain/event.ts';

/** As people read it. */
export const formatSite = ({ stage, part, door, method, n }: CallSite): string =>
  `${stage} ${part} ${door}.${method} ${n}`;

/**
 * At least `most` sites of these, in the order in which they happened: from every stage in turn the next call of a
 * method that was not taken yet, then whichever is next; every call of `publication` and `drafts.open` is taken.
 */
export const chooseSites = (sites: readonly CallSite[], most: number): readonly CallSite[] => {
  const chosen = new Set(sites.filter(({ door, method }) => door === 'publication' || method === 'open'));
  const stages = [...new Set(sites.map(({ stage }) => stage))];
  while (chosen.size < Math.min(most, sites.length))
    for (const stage of stages) {
      const left = sites.filter((site) => site.stage === stage && !chosen.has(site));
      const taken = new Set([...chosen].filter((site) => site.stage === stage).map(methodOf));
      const next = left.find((site) => !taken.has(methodOf(site))) ?? left[0];
      if (next !== undefined) chosen.add(next);
    }
  return sites.filter((site) => chosen.has(site));
};

const methodOf = ({ door, method }: CallSite): string => `${door}.${method}`;
