// Hand-overs, read as strictly as they are written; and what is given and taken between two stores.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, it } from 'vitest';

import { createStore } from '../../../adapters/oci-layout/index.ts';
import { createJournal } from '../../../adapters/system/index.ts';
import type { Descriptor } from '../../../domain/descriptor.ts';
import type { Digest } from '../../../domain/digest.ts';
import type { StageName } from '../../../domain/stage-name.ts';
import { OCI_EMPTY, OCI_INDEX, OCI_MANIFEST } from '../../../domain/oci.ts';
import { type LedgerLine, OUTCOME_MEDIA_TYPE } from '../../../engine/ledger.ts';
import { digestOf } from '../../../engine/keys.ts';
import { canonicalJson } from '../../../formats/canonical-json.ts';
import { formatOciDocument } from '../../../formats/oci/document.ts';
import type { Store } from '../../../ports/store.ts';
import { give, packageOf } from './give.ts';
import { EMPTY_CONFIG, type Handover, HANDOVER_MEDIA_TYPE, LEDGER_MEDIA_TYPE } from './handover.ts';
import { parseGiven, take } from './take.ts';

let root = '';
let store: Store;
let handover: Handover;
let file: Descriptor;

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'colophon-handover-'));
  store = createStore(join(root, 'store'));
  file = await store.write(new TextEncoder().encode('bytes'), 'text/plain');
  const files = [{ builder: 'cli', path: 'cli', output: 'cli', executable: true, content: file }];
  const outcome = { files, images: [], tools: [], invocationId: 'https://x.invalid/1', caches: 'empty' };
  const content = await store.write(canonicalJson(outcome), OUTCOME_MEDIA_TYPE);
  handover = { release: digestOf('release'), stage: 'build', revision: 3, lines: [lineOf(content)] };
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const lineOf = ({ digest, size }: Descriptor, over: Partial<LedgerLine> = {}): LedgerLine => ({
  key: digestOf('key'),
  stage: 'build',
  part: 'cli',
  outcome: { mediaType: OUTCOME_MEDIA_TYPE, digest, size },
  attempt: 1,
  host: 'there',
  started: 1,
  ended: 2,
  ...over,
});

const wanted = { release: digestOf('release'), stage: 'assemble', revisionOf: () => 3 } as const;
const taking = async (dir: string, digest: Digest, over: Partial<typeof wanted> = {}, stage?: StageName) => {
  const into = { store: createStore(join(root, 'other')), journal: createJournal(join(root, 'ledger')) };
  return take(
    [{ dir, digest, ...(stage === undefined ? {} : { stage }) }],
    { ...wanted, ...over },
    into,
  ).then(
    async (lines) => ({ lines, journal: await into.journal.lines(), has: await into.store.has(file.digest) }),
    (error: unknown) => ({
      code: (error as { readonly code?: unknown }).code,
      message: (error as Error).message,
    }),
  );
};

it('takes what was given, blobs before lines, and nothing twice', async () => {
  const made = await packageOf(handover, store);
  await give(made, store, join(root, 'given'));
  await give(made, store, join(root, 'given'));
  const { digest } = made.documents.manifest.content;
  const taken = await taking(join(root, 'given'), digest);
  expect(taken).toMatchObject({ lines: handover.lines, has: true });
  expect(await taking(join(root, 'given'), digest)).toMatchObject({ journal: { length: 1 } });
});

/** A layout by hand that holds a manifest over this ledger and these blobs. */
const forged = async (
  ledger: unknown,
  over: {
    readonly layers?: (blobs: readonly Descriptor[]) => readonly Descriptor[];
    readonly artifactType?: string;
  },
): Promise<Digest> => {
  const given = join(root, 'forged');
  await give(await packageOf(handover, store), store, given);
  const layout = createStore(given);
  const list = await layout.write(canonicalJson(ledger), LEDGER_MEDIA_TYPE);
  const blobs = [handover.lines[0]?.outcome, file].filter((one) => one !== undefined);
  const manifest = await layout.write(
    formatOciDocument({
      kind: 'manifest',
      mediaType: OCI_MANIFEST,
      artifactType: over.artifactType ?? HANDOVER_MEDIA_TYPE,
      config: await layout.write(EMPTY_CONFIG, OCI_EMPTY),
      layers: over.layers?.([list, ...blobs]) ?? [list, ...blobs],
    }),
    OCI_MANIFEST,
  );
  const index = formatOciDocument({ kind: 'index', mediaType: OCI_INDEX, manifests: [manifest] });
  writeFileSync(join(given, 'index.json'), index);
  return manifest.digest;
};
const document = (over: object = {}): object => ({
  kind: 'colophon.handover',
  version: 1,
  ...handover,
  ...over,
});

it.each([
  {
    name: 'a file that its outcome points at is missing',
    code: 'TAKEN_INVALID',
    layers: (all: readonly Descriptor[]) => all.slice(0, 2),
  },
  { name: 'a file comes along that no outcome points at', code: 'TAKEN_INVALID', more: true },
  { name: 'the artifact is of another type', code: 'TAKEN_INVALID', artifactType: 'application/x' },
  { name: 'it holds an unknown member', code: 'TAKEN_INVALID', ledger: { more: 1 } },
  { name: 'its version is another', code: 'TAKEN_INVALID', ledger: { version: 2 } },
  { name: 'the stage is unknown', code: 'TAKEN_INVALID', ledger: { stage: 'deploy' } },
  { name: 'the lines are of another stage', code: 'TAKEN_INVALID', ledger: { stage: 'gate' } },
  { name: 'the release is another', code: 'TAKEN_FOREIGN', ledger: { release: digestOf('other') } },
  { name: 'the stage has changed since', code: 'TAKEN_FOREIGN', ledger: { revision: 4 } },
])('takes nothing when $name', async ({ code, ledger, layers, more, artifactType }) => {
  const extra =
    more === true ? await createStore(join(root, 'forged')).write(new Uint8Array(1), 'x/y') : undefined;
  rmSync(join(root, 'forged'), { recursive: true, force: true });
  const digest = await forged(document(ledger), {
    layers: layers ?? ((all) => (extra === undefined ? all : [...all, extra])),
    ...(artifactType === undefined ? {} : { artifactType }),
  });
  expect(await taking(join(root, 'forged'), digest)).toMatchObject({ code });
  expect(await createStore(join(root, 'other')).has(file.digest)).toBe(false);
});

it('takes nothing of a stage that comes after the one that runs', async () => {
  const made = await packageOf(handover, store);
  await give(made, store, join(root, 'given'));
  const answer = await taking(join(root, 'given'), made.documents.manifest.content.digest, {
    stage: 'gate',
  } as unknown as typeof wanted);
  expect(answer).toMatchObject({ code: 'TAKEN_FOREIGN' });
});

it('takes of a place only the stage that it was named for: who builds vouches for nothing else', async () => {
  const made = await packageOf(handover, store);
  await give(made, store, join(root, 'given'));
  const { digest } = made.documents.manifest.content;
  expect(await taking(join(root, 'given'), digest, {}, 'gate')).toMatchObject({
    code: 'TAKEN_FOREIGN',
    message: expect.stringContaining('of build, and those of gate') as unknown,
  });
  expect(await taking(join(root, 'given'), digest, {}, 'build')).toMatchObject({ has: true });
});

it.each([
  { text: `out@sha256:${'a'.repeat(64)}`, dir: 'out', stage: undefined },
  { text: `build=out@sha256:${'a'.repeat(64)}`, dir: 'out', stage: 'build' },
  { text: `./build=out@sha256:${'a'.repeat(64)}`, dir: 'build=out', stage: undefined },
  { text: `builds=out@sha256:${'a'.repeat(64)}`, dir: 'builds=out', stage: undefined },
])('reads $text', ({ text, dir, stage }) => {
  const given = parseGiven(text, root);
  expect([given.dir, given.stage]).toEqual([join(root, dir), stage]);
});

it.each([`build=@sha256:${'a'.repeat(64)}`, 'build=out', 'out@latest'])('takes no %s', (text) => {
  expect(() => parseGiven(text, root)).toThrow(expect.objectContaining({ code: 'USAGE' }) as Error);
});

it.each([
  { what: 'a blob that nobody lists', at: `blobs/sha256/${'0'.repeat(64)}` },
  { what: 'a file that is no blob', at: 'blobs/sha256/note' },
  { what: 'a digest of another kind', at: 'blobs/sha512' },
  { what: 'a file beside the layout', at: 'ledger.jsonl' },
])('takes nothing where $what lies, and names it', async ({ at }) => {
  const made = await packageOf(handover, store);
  await give(made, store, join(root, 'given'));
  writeFileSync(join(root, 'given', at), 'x');
  expect(await taking(join(root, 'given'), made.documents.manifest.content.digest)).toMatchObject({
    code: 'TAKEN_INVALID',
    message: expect.stringContaining(at) as unknown,
  });
  expect(await createStore(join(root, 'other')).has(file.digest)).toBe(false);
});

it('names the blob that is missing', async () => {
  const made = await packageOf(handover, store);
  await give(made, store, join(root, 'given'));
  rmSync(join(root, 'given/blobs/sha256', file.digest.slice(7)));
  expect(await taking(join(root, 'given'), made.documents.manifest.content.digest)).toMatchObject({
    code: 'TAKEN_DIFFERS',
    message: expect.stringContaining(`${file.digest} is not there`) as unknown,
  });
  expect(await createJournal(join(root, 'ledger')).lines()).toEqual([]);
});

it('takes no blob whose bytes are others, and writes no line then', async () => {
  const made = await packageOf(handover, store);
  await give(made, store, join(root, 'given'));
  writeFileSync(join(root, 'given/blobs/sha256', file.digest.slice(7)), 'other');
  const answer = await taking(join(root, 'given'), made.documents.manifest.content.digest);
  expect(answer).toMatchObject({
    code: 'TAKEN_DIFFERS',
    message: expect.stringContaining(`${file.digest} is other bytes`) as unknown,
  });
  expect(await createJournal(join(root, 'ledger')).lines()).toEqual([]);
});

it('removes no layout that it has not given', async () => {
  cpSync(join(root, 'store'), join(root, 'theirs'), { recursive: true });
  const made = await packageOf(handover, store);
  await expect(give(made, store, join(root, 'theirs'))).rejects.toMatchObject({ code: 'OUT_NOT_EMPTY' });
  expect(readFileSync(join(root, 'theirs/blobs/sha256', file.digest.slice(7)), 'utf8')).toBe('bytes');
});
