import { describe, expect, it } from 'vitest';

import {
  createMemoryRegistry,
  type MemoryRegistry,
  type MemoryRepository,
} from '../../../test/support/memory-registry.ts';
import { createMemoryStore } from '../../../test/support/memory-store.ts';
import { quietBench } from '../../../test/support/quiet-bench.ts';
import { facts, targets, textAsset, workflowRun } from '../../../test/support/release-facts.ts';
import { BUNDLE_MEDIA_TYPE } from '../../domain/bundle.ts';
import type { Descriptor } from '../../domain/descriptor.ts';
import { OCI_MANIFEST } from '../../domain/oci.ts';
import { formatOciDocument } from '../../formats/oci/document.ts';
import { bundleReferrer, referrerDescriptor } from '../../formats/oci/referrer.ts';
import { sha256 } from '../../formats/sha256.ts';
import type { Forge, ForgeRelease } from '../../ports/forge.ts';
import type { JudgedBundle, Prover } from '../../ports/prover.ts';
import { sign } from './stage.ts';

const bench = quietBench<'sign'>();
const bytes = (text: string) => new TextEncoder().encode(text);

// A toy signature: the bundle is `signed:` and the statement.
const judge = (bundle: Uint8Array, content: Uint8Array): JudgedBundle['result'] =>
  new TextDecoder().decode(bundle) === `signed:${new TextDecoder().decode(content)}` ? 'proved' : 'refuted';

interface Attached {
  /** What the one layer holds. */
  readonly bundle: string;
  readonly change?: (repository: MemoryRepository, referrer: Descriptor, layer: Descriptor) => void;
  readonly artifactType?: string;
  readonly subject?: Descriptor;
}

const REPOSITORY = 'ghcr.io/acme/widget';
const SUBJECT: Descriptor = { mediaType: OCI_MANIFEST, digest: `sha256:${'1'.repeat(64)}`, size: 9 };

const attachedRegistry = async (all: readonly Attached[]): Promise<MemoryRegistry> => {
  const memory = createMemoryRegistry();
  for (const { bundle, change, artifactType, subject = SUBJECT } of all) {
    const content = bytes(bundle);
    const layer = { mediaType: BUNDLE_MEDIA_TYPE, digest: sha256(content), size: content.length };
    const made = bundleReferrer({ subject, bundle: layer, predicateType: 'x', time: facts.commitTime });
    const manifest = formatOciDocument(artifactType === undefined ? made : { ...made, artifactType });
    const referrer = referrerDescriptor(manifest);
    await memory.registryWriter.manifest(REPOSITORY, referrer, manifest);
    await memory.registryWriter.blob(REPOSITORY, layer, async function* () {
      yield content;
    });
    await memory.referrersIndex.add(REPOSITORY, SUBJECT.digest, referrer);
    change?.(memory.repository(REPOSITORY), referrer, layer);
  }
  return memory;
};

const world = async (
  draft?: { readonly bundle: string },
  signature = 'signed:',
  attached?: readonly Attached[],
) => {
  const store = createMemoryStore();
  const list = await textAsset(store, 'widget_v1.2.3_checksums.txt', 'checksums', 'list');
  const content = await store.write(bytes('statement'), 'application/vnd.in-toto+json');
  const ASSET = 'widget_v1.2.3.intoto.jsonl';
  const statement = {
    id: 'files',
    content,
    predicateType: 'https://slsa.dev/provenance/v1',
    ...(attached === undefined
      ? { asset: ASSET, attach: [], subjects: ['a.zip', list.name] }
      : {
          attach: [{ kind: 'image' as const, id: 'widget', repository: REPOSITORY, subject: SUBJECT }],
          subjects: [],
        }),
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
    assets: [{ name: ASSET, size: 10 }],
  };
  let asked = 0;
  const doors = {
    store,
    registry: (await attachedRegistry(attached ?? [])).registry,
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

  it('publishes nothing of a statement that is attached only, and says where it belongs', async () => {
    const { run, asked } = await world(undefined, 'signed:', []);
    const [signed] = (await run(['*'])).signed;
    expect(signed?.published).toEqual([]);
    expect(signed?.attach).toMatchObject([{ repository: REPOSITORY, subject: SUBJECT }]);
    expect(asked()).toBe(1);
  });

  it('looks for no bundle in the draft where the statement is no file', async () => {
    const { run, asked } = await world({ bundle: 'signed:statement' }, 'signed:', []);
    await run();
    expect(asked()).toBe(1);
  });

  it('adopts a bundle in the registry that holds for the same statement, past all that do not', async () => {
    const attached = [
      { bundle: 'signed:another' },
      { bundle: 'no bundle' },
      { bundle: 'signed:statement' },
      {
        bundle: 'lost',
        change: ({ content }: MemoryRepository, _: Descriptor, layer: Descriptor) =>
          void content.delete(layer.digest),
      },
    ];
    const { run, asked, store } = await world(undefined, 'signed:', attached);
    const [signed] = (await run()).signed;
    expect(asked()).toBe(0);
    expect(signed && store.text(signed.bundle)).toBe('signed:statement');
  });

  it.each<Attached & { readonly name: string }>([
    { name: 'of another statement', bundle: 'signed:another' },
    { name: 'of an artifact of another type', bundle: 'signed:statement', artifactType: 'application/x' },
    {
      name: 'about another manifest',
      bundle: 'signed:statement',
      subject: { ...SUBJECT, digest: `sha256:${'2'.repeat(64)}` },
    },
    {
      name: 'whose manifest is gone',
      bundle: 'signed:statement',
      change: ({ content }, referrer) => void content.delete(referrer.digest),
    },
    {
      name: 'whose manifest is another',
      bundle: 'signed:statement',
      change: ({ content }, referrer) => void content.set(referrer.digest, bytes('{}')),
    },
    {
      name: 'whose bytes are others',
      bundle: 'signed:statement',
      change: ({ content }, _, layer) => void content.set(layer.digest, bytes('signed:statement!')),
    },
  ])('signs anew where the registry has a bundle $name', async (attached) => {
    const { run, asked } = await world(undefined, 'signed:', [attached]);
    await run();
    expect(asked()).toBe(1);
  });
});
