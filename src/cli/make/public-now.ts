// What whoever looks from outside can see of a release that was stopped: nothing, digests, or names.
import { stat } from 'node:fs/promises';

import { createStore } from '../../adapters/oci-layout/index.ts';
import { createJournal } from '../../adapters/system/index.ts';
import type { Event, Report } from '../../domain/event.ts';
import { parseLedgerLine } from '../../engine/ledger.ts';
import { parseOutcome } from '../../formats/outcome/index.ts';
import type { RehearsalPlaces } from './directory.ts';
import type { Public } from './stopped.ts';

export interface Seen {
  /** Passes every event on and notices what has left this machine. */
  readonly watch: (report: Report) => Report;
  /** Whether this run has pushed anything. */
  readonly pushed: () => boolean;
}

export const createSeen = (): Seen => {
  let pushed = false;
  const isPush = (event: Event): boolean =>
    event.type === 'call-finished' && event.site.door === 'registryWriter';
  return {
    watch: (report) => (event) => {
      pushed ||= isPush(event);
      report(event);
    },
    pushed: () => pushed,
  };
};

/** What the stand-ins show of this tag now; an earlier run may have pushed what this one did not come to. */
export const publicNow = async (
  places: RehearsalPlaces | undefined,
  tag: string,
  seen: Seen,
): Promise<Public> => {
  if (places === undefined) return 'nothing';
  if ((await stat(places.release).catch(() => undefined))?.isDirectory() === true) return 'names';
  return seen.pushed() || (await pushedBefore(places, tag)) ? 'digests' : 'nothing';
};

const pushedBefore = async (places: RehearsalPlaces, tag: string): Promise<boolean> => {
  const store = createStore(places.store);
  // Tags hold the version and know no `+`.
  const version = tag.replace(/^\D*/, '').replaceAll('+', '_');
  try {
    for (const line of (await createJournal(places.ledger).lines()).map(parseLedgerLine)) {
      if (line.stage !== 'push' || !(await store.has(line.outcome.digest))) continue;
      const { pushed } = parseOutcome('push', await store.bytes(line.outcome));
      if (pushed.some(({ tags }) => tags.some((name) => name.includes(version)))) return true;
    }
    return false;
  } catch {
    // This is said of a run that has failed already; a damaged ledger has its own words.
    return false;
  }
};
