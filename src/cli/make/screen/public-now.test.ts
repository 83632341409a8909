import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, it } from 'vitest';

import { createStore } from '../../../adapters/oci-layout/index.ts';
import { createJournal } from '../../../adapters/system/index.ts';
import type { Digest } from '../../../domain/digest.ts';
import type { Event } from '../../../domain/event.ts';
import type { StageName } from '../../../domain/stage-name.ts';
import { digestOf } from '../../../engine/keys.ts';
import { formatLedgerLine, OUTCOME_MEDIA_TYPE } from '../../../engine/ledger.ts';
import { canonicalJson } from '../../../formats/canonical-json.ts';
import { placesOf, type RehearsalPlaces } from '../places/directory.ts';
import { createSeen, publicNow } from './public-now.ts';

let root = '';
let places: RehearsalPlaces;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'colophon-public-'));
  places = placesOf(root, 'v1.0.0');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const call = (door: string, method = 'blob'): Event => ({
  type: 'call-finished',
  site: { stage: 'push', part: 'widget', door, method, n: 1 },
  ms: 1,
});

it('is nothing before anything was pushed', async () => {
  const seen = createSeen();
  seen.watch(() => undefined)(call('store'));
  seen.watch(() => undefined)(call('registryWriter', 'claims'));
  expect(await publicNow(places, 'v1.0.0', seen)).toBe('nothing');
  expect(await publicNow(undefined, '', seen)).toBe('nothing');
});

it('is digests once this run has written to a registry, and passes every event on', async () => {
  const seen = createSeen();
  const heard: Event[] = [];
  seen.watch((event) => heard.push(event))(call('registryWriter'));
  expect(heard).toHaveLength(1);
  expect(await publicNow(places, 'v1.0.0', seen)).toBe('digests');
});

it('is what an earlier run has pushed and named of this version, and not of another one', async () => {
  await pushed();
  expect(await publicNow(places, 'v1.0.0', createSeen())).toBe('digests');
  expect(await publicNow(placesOf(root, 'v1.1.0'), 'v1.1.0', createSeen())).toBe('nothing');
  // Another image of that name is none of this release; this one is.
  name(digestOf('another'));
  expect(await publicNow(places, 'v1.0.0', createSeen())).toBe('digests');
  name(ROOT.digest);
  expect(await publicNow(places, 'v1.0.0', createSeen())).toBe('names');
});

const ROOT = { mediaType: 'x/y', digest: digestOf('root'), size: 1 };

/** What an earlier run has pushed of v1.0.0. */
const pushed = (): Promise<void> => {
  const image = { kind: 'image', id: 'widget', repository: 'ghcr.io/acme/widget', root: ROOT };
  const one = { ...image, platforms: [], tags: ['v1.0.0'], moving: ['latest'], referrers: [] };
  return noted('push', { pushed: [one] });
};

const noted = async (stage: StageName, outcome: object): Promise<void> => {
  const { digest, size } = await createStore(places.store).write(canonicalJson(outcome), OUTCOME_MEDIA_TYPE);
  await createJournal(places.ledger).append(
    formatLedgerLine({
      key: digestOf('key'),
      stage,
      part: 'widget',
      outcome: { mediaType: OUTCOME_MEDIA_TYPE, digest, size },
      attempt: 1,
      host: 'here',
      started: 1,
      ended: 2,
    }),
  );
};

/** Gives v1.0.0 in the stand-in registry, as an earlier run did. */
const name = (digest: Digest): void => {
  const dir = join(places.registries, 'ghcr.io+acme+widget');
  const annotations = { 'org.opencontainers.image.ref.name': 'v1.0.0' };
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
  writeFileSync(
    join(dir, 'index.json'),
    JSON.stringify({ schemaVersion: 2, manifests: [{ mediaType: 'x/y', digest, size: 1, annotations }] }),
  );
};

it('is names once this run has given one in a registry, although there is no release', async () => {
  const seen = createSeen();
  const pass = seen.watch(() => undefined);
  pass(call('registryWriter'));
  pass(call('versionNames'));
  expect(await publicNow(places, 'v1.0.0', seen)).toBe('names');
});

it('is names where a registry does not say whether it has given one', async () => {
  await pushed();
  const nobody = '127.0.0.1:1';
  expect(await publicNow(places, 'v1.0.0', createSeen(), nobody)).toBe('digests');
  const seen = createSeen();
  seen.watch(() => undefined)({
    type: 'call-started',
    site: { stage: 'publish', part: 'widget', door: 'versionNames', method: 'give', n: 1 },
  });
  expect(await publicNow(places, 'v1.0.0', seen, nobody)).toBe('names');
  // An earlier run came as far as that, for all that is known.
  await noted('seal', {});
  expect(await publicNow(places, 'v1.0.0', createSeen(), nobody)).toBe('names');
});

it('is names once the release has one', async () => {
  mkdirSync(places.release, { recursive: true });
  expect(await publicNow(places, 'v1.0.0', createSeen())).toBe('names');
});
