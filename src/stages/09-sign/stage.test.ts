import { describe, expect, it } from 'vitest';

import { createMemoryStore } from '../../../test/support/memory-store.ts';
import { quietBench } from '../../../test/support/quiet-bench.ts';
import { facts, targets, textAsset, workflowRun } from '../../../test/support/release-facts.ts';
import type { Forge, ForgeRelease } from '../../ports/forge.ts';
import type { JudgedBundle, Prover } from '../../ports/prover.ts';
import { sign } from './stage.ts';

const bench = quietBench<'sign'>();
const bytes = (text: string) => new TextEncoder().encode(text);

// A toy signature: the bundle is `signed:` and the statement.
const judge = (bundle: Uint8Array, content: Uint8Array): JudgedBundle['result'] =>
  new TextDecoder().decode(bundle) === `signed:${new TextDecoder().decode(content)}` ? 'proved' : 'refuted';

const world = async (draft?: { readonly bundle: string }, signature = 'signed:') => {
  const store = createMemoryStore();
  const list = await textAsset(store, 'widget_v1.2.3_checksums.txt', 'checksums', 'list');
  const content = await store.write(bytes('statement'), 'application/vnd.in-toto+json');
  const statement = {
    id: 'files',
    asset: 'widget_v1.2.3.intoto.jsonl',
    content,
    predicateType: 'https://slsa.dev/provenance/v1',
    attach: [],
    subjects: ['a.zip', list.name],
  };
  const input = {
    gate: { facts, evidence: list, findings: [], state: 'new' },
    provenance: { statements: [statement] },
    checksum: { assets: [list] },
  } as const;
  const release: ForgeRelease = {
    id: 'd',
    tag: facts.tag,
    title: '',
    draft: true,
    prerelease: false,
    assets: [{ name: statement.asset, size: 10 }],
  };
  let asked = 0;
  const doors = {
    store,
    forge: {
      releases: async () => (draft === undefined ? [] : [release]),
      asset: async function* () {
        yield bytes(draft?.bundle ?? '');
      },
    } as unknown as Forge,
    prover: {
      bundle: async (bundle: Uint8Array, signed: Uint8Array) =>
        ({ result: judge(bundle, signed), message: 'm' }) as JudgedBundle,
    } as unknown as Prover,
    run: { run: async () => workflowRun, identity: async () => ({ san: 'https://x', issuer: 'https://y' }) },
    signer: {
      statement: async (signed: Uint8Array) =>
        bytes(`${signature}${new TextDecoder().decode(signed)}#${(asked += 1)}`.replace('#1', '')),
      document: async () => bytes(''),
    },
  };
  const run = (beside: readonly string[] = []) => sign.run('files', input, doors, { beside, targets }, bench);
  return { store, run, asked: () => asked };
};

describe('signing', () => {
  it('publishes one bundle, and copies of it beside lists and what is named', async () => {
    const { run } = await world();
    const [signed] = (await run(['*.zip'])).signed;
    expect(signed?.published.map(({ name }) => name)).toEqual([
      'widget_v1.2.3.intoto.jsonl',
      'a.zip.sigstore.json',
      'widget_v1.2.3_checksums.txt.sigstore.json',
    ]);
    expect(new Set(signed?.published.map(({ content }) => content.digest))).toEqual(
      new Set([signed?.bundle.digest]),
    );
  });

  it('adopts a bundle in the draft that holds for the same statement', async () => {
    const { run, asked } = await world({ bundle: 'signed:statement' });
    expect((await run()).signed).toHaveLength(1);
    expect(asked()).toBe(0);
  });

  it('signs anew when the bundle in the draft does not hold', async () => {
    const { run, asked } = await world({ bundle: 'signed:another' });
    await run();
    expect(asked()).toBe(1);
  });

  it('does not believe a signature that the verifier refuses', async () => {
    const { run } = await world(undefined, 'forged:');
    await expect(run()).rejects.toMatchObject({ code: 'SIGNATURE_NOT_PROVED' });
  });
});
