import { Buffer } from 'node:buffer';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, describe, expect, it } from 'vitest';

import { DOCUMENT, signerContract, STATEMENT, verifyBundle } from '../../../test/contracts/signer.ts';
import { createLocalSigstore, type LocalSigstore } from './index.ts';

const TAG = 'v1.2.3';
const START = Date.parse('2026-03-01T12:00:00.789Z');

let directories: string[] = [];
afterEach(async () => {
  for (const directory of directories) await rm(directory, { recursive: true, force: true });
  directories = [];
});

const fresh = async (): Promise<string> => {
  const directory = await mkdtemp(join(tmpdir(), 'colophon-sigstore-'));
  directories.push(directory);
  return join(directory, 'v1.2.3');
};

const open = async (dir: string, now: () => number = () => START): Promise<LocalSigstore> =>
  createLocalSigstore({
    dir,
    tag: TAG,
    commit: 'c0ffee'.padEnd(40, '0'),
    repository: 'acme/widget',
    repositoryId: '1',
    ownerId: '2',
    workflow: '.github/workflows/release.yml',
    clock: { now },
  });

const under = async (sigstore: LocalSigstore) => ({
  ...sigstore,
  identity: await sigstore.run.identity(TAG),
});

signerContract('the rehearsal', async () => under(await open(await fresh())));

describe('the rehearsal directory', () => {
  it('holds the keys and the root before the first signature, the keys for their owner only', async () => {
    const dir = await fresh();
    await open(dir);
    expect((await readdir(dir)).toSorted()).toEqual(['keys', 'trusted_root.json']);
    expect((await stat(join(dir, 'keys', 'keys.json'))).mode & 0o777).toBe(0o600);
    expect((await stat(join(dir, 'keys'))).mode & 0o777).toBe(0o700);
  });

  it('never holds the leaf key', async () => {
    const dir = await fresh();
    await (await open(dir)).signer.statement(STATEMENT);
    expect((await readdir(join(dir, 'keys'))).toSorted()).toEqual(['keys.json', 'log']);
    const keys = JSON.parse(await readFile(join(dir, 'keys', 'keys.json'), 'utf8')) as object;
    expect(Object.keys(keys)).toEqual(['authority', 'ctLog', 'kind', 'log', 'timestampAuthority', 'version']);
  });

  it('says the trusted root that it answered', async () => {
    const dir = await fresh();
    const { trustedRoot } = await open(dir);
    expect(await readFile(join(dir, 'trusted_root.json'))).toEqual(Buffer.from(trustedRoot));
  });
});

describe('opened again', () => {
  it('signs on under the same root, in the same log', async () => {
    const dir = await fresh();
    const first = await open(dir);
    const one = await first.signer.statement(STATEMENT);
    const second = await open(dir);
    const two = await second.signer.statement(STATEMENT);
    expect(second.trustedRoot).toEqual(first.trustedRoot);
    expect([indexOf(one), indexOf(two)]).toEqual(['1', '2']);
    const consumer = await under(first);
    expect(() => [one, two].forEach((bundle) => verifyBundle(consumer, bundle))).not.toThrow();
  });

  it('writes the root that a crash after the keys left out', async () => {
    const dir = await fresh();
    const { trustedRoot } = await open(dir);
    await rm(join(dir, 'trusted_root.json'));
    expect((await open(dir)).trustedRoot).toEqual(trustedRoot);
    expect(await readFile(join(dir, 'trusted_root.json'))).toEqual(Buffer.from(trustedRoot));
  });

  it('does not count a leaf whose line is torn', async () => {
    const dir = await fresh();
    await (await open(dir)).signer.statement(STATEMENT);
    const log = join(dir, 'keys', 'log');
    await writeFile(log, `${await readFile(log, 'utf8')}0123456789abcdef`);
    const again = await open(dir);
    const bundle = await again.signer.statement(STATEMENT);
    expect(indexOf(bundle)).toBe('2');
    const consumer = await under(again);
    expect(() => verifyBundle(consumer, bundle)).not.toThrow();
  });

  it.each([
    { name: 'keys that are no JSON', file: 'keys.json', text: '{' },
    { name: 'keys of another kind', file: 'keys.json', text: '{"kind":"x","version":1}' },
    { name: 'a log that is no list of hashes', file: 'log', text: 'hello\n' },
  ])('refuses $name', async ({ file, text }) => {
    const dir = await fresh();
    await (await open(dir)).signer.statement(STATEMENT);
    await writeFile(join(dir, 'keys', file), text);
    const signing = open(dir).then(({ signer }) => signer.statement(STATEMENT));
    await expect(signing).rejects.toMatchObject({ code: 'SIGNING_STATE_DAMAGED' });
  });
});

describe('finished', () => {
  it('keeps the root, has no keys and signs no more, in this process or the next', async () => {
    const dir = await fresh();
    const sigstore = await open(dir);
    await sigstore.erase();
    await sigstore.erase();
    const next = await open(dir);
    await next.erase();
    expect(await readdir(dir)).toEqual(['trusted_root.json']);
    expect(next.trustedRoot).toEqual(sigstore.trustedRoot);
    for (const { signer } of [sigstore, next]) {
      await expect(signer.statement(STATEMENT)).rejects.toMatchObject({ code: 'SIGNING_CLOSED' });
      await expect(signer.document(DOCUMENT)).rejects.toMatchObject({ code: 'SIGNING_CLOSED' });
    }
  });
});

describe('certificates', () => {
  it('serve many statements and are renewed before they expire', async () => {
    let now = START;
    const sigstore = await open(await fresh(), () => now);
    const at = async (minutes: number): Promise<Uint8Array> => {
      now = START + minutes * 60_000;
      return sigstore.signer.statement(STATEMENT);
    };
    const bundles = [await at(0), await at(7), await at(8), await at(15), await at(60)];
    const certificates = bundles.map(certificateOf);
    expect(new Set(certificates).size).toBe(3);
    expect([certificates[0], certificates[2]]).toEqual([certificates[1], certificates[3]]);
    const consumer = await under(sigstore);
    expect(() => bundles.forEach((bundle) => verifyBundle(consumer, bundle))).not.toThrow();
  });
});

interface BundleJson {
  readonly verificationMaterial: {
    readonly certificate: { readonly rawBytes: string };
    readonly tlogEntries: readonly { readonly logIndex: string }[];
  };
}

const material = (bundle: Uint8Array): BundleJson['verificationMaterial'] =>
  (JSON.parse(Buffer.from(bundle).toString('utf8')) as BundleJson).verificationMaterial;
const indexOf = (bundle: Uint8Array): string | undefined => material(bundle).tlogEntries[0]?.logIndex;
const certificateOf = (bundle: Uint8Array): string => material(bundle).certificate.rawBytes;
