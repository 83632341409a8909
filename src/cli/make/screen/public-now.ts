// What whoever looks from outside can see of a release that was stopped: nothing, digests, or names.
import { stat } from 'node:fs/promises';

import { createLayoutRegistryReader } from '../../../adapters/layout-reader/index.ts';
import { createAsk, createRegistryReader } from '../../../adapters/registry-reader/index.ts';
import { createStore } from '../../../adapters/oci-layout/index.ts';
import { createJournal } from '../../../adapters/system/index.ts';
import type { Event, Report } from '../../../domain/event.ts';
import { parseLedgerLine } from '../../../engine/ledger.ts';
import { parseOutcome } from '../../../formats/outcome/index.ts';
import { locateRehearsed } from '../../rehearsal-registry.ts';
import type { RehearsalPlaces } from '../places/directory.ts';
import type { Public } from './stopped.ts';

export interface Seen {
  /** Passes every event on and notices what has left this machine. */
  readonly watch: (report: Report) => Report;
  /** What this run has made visible. */
  readonly public: () => Public;
  /** Whether this run has begun to give a name: it may be given although no answer came. */
  readonly naming: () => boolean;
}

export const createSeen = (): Seen => {
  const doors = new Set<string>();
  let naming = false;
  const note = (event: Event): void => {
    if (event.type === 'call-started' && event.site.door === 'versionNames') naming = true;
    // To ask what is there writes nothing.
    if (event.type === 'call-finished' && event.site.method !== 'claims') doors.add(event.site.door);
  };
  return {
    watch: (report) => (event) => {
      note(event);
      report(event);
    },
    public: () => (doors.has('versionNames') ? 'names' : doors.has('registryWriter') ? 'digests' : 'nothing'),
    naming: () => naming,
  };
};

/**
 * What the stand-ins, or the real registry `at`, show of this tag now; an earlier run may have pushed and named what this one did not come to.
 * Names of images are given before the release has its own. Where a registry does not say, names that may be given count
 * as given.
 */
export const publicNow = async (
  places: RehearsalPlaces | undefined,
  tag: string,
  seen: Seen,
  at?: string,
): Promise<Public> => {
  if (places === undefined) return 'nothing';
  if ((await stat(places.release).catch(() => undefined))?.isDirectory() === true) return 'names';
  const now = seen.public();
  if (now === 'names') return now;
  const before = await madeBefore(places, tag, at, seen);
  return before === 'nothing' ? now : before;
};

/** Milliseconds: whoever has interrupted a release does not wait long for a last word. */
const PATIENCE = 5000;

const madeBefore = async (
  places: RehearsalPlaces,
  tag: string,
  at: string | undefined,
  { naming }: Seen,
): Promise<Public> => {
  const store = createStore(places.store);
  const registries =
    at === undefined
      ? createLayoutRegistryReader(places.registries)
      : createRegistryReader({
          locate: locateRehearsed(at),
          ask: createAsk({ attempts: 1, idle: PATIENCE }),
        });
  // Tags hold the version and know no `+`.
  const version = tag.replace(/^\D*/, '').replaceAll('+', '_');
  let made: Public = 'nothing';
  let sealed = false;
  try {
    const named: { readonly repository: string; readonly name: string; readonly digest: string }[] = [];
    for (const line of (await createJournal(places.ledger).lines()).map(parseLedgerLine)) {
      if (line.stage === 'seal') sealed = true;
      if (line.stage !== 'push' || !(await store.has(line.outcome.digest))) continue;
      const { pushed } = parseOutcome('push', await store.bytes(line.outcome));
      if (!pushed.some(({ tags }) => tags.some((name) => name.includes(version)))) continue;
      made = 'digests';
      for (const { repository, root, tags } of pushed)
        for (const name of tags) named.push({ repository, name, digest: root.digest });
    }
    for (const { repository, name, digest } of named)
      if ((await registries.resolve(repository, name))?.digest === digest) return 'names';
    return made;
  } catch {
    // This is said of a run that has failed already; a damaged ledger has its own words.
    return made === 'digests' && (naming() || sealed) ? 'names' : made;
  }
};
