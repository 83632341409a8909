// The stages `sign` and `seal`, run by themselves through `grant()` with a signer of the caller's.
import type { Asset } from '../../src/domain/asset.ts';
import { hexOf } from '../../src/domain/digest.ts';
import type { Finding } from '../../src/domain/finding.ts';
import type { Identity, WorkflowRun } from '../../src/domain/identity.ts';
import type { ReleaseFacts } from '../../src/domain/release.ts';
import { unverified } from '../../src/domain/unverified.ts';
import { grant } from '../../src/engine/stage.ts';
import { canonicalJson } from '../../src/formats/canonical-json.ts';
import { parseTrustedRoot } from '../../src/formats/trusted-root.ts';
import type { Ports } from '../../src/ports/index.ts';
import type { Signer } from '../../src/ports/signer.ts';
import { sign } from '../../src/stages/09-sign/stage.ts';
import { seal } from '../../src/stages/14-seal/stage.ts';
import { DEFAULTS, type Policy } from '../../src/verify/policy.ts';
import { openSignature } from '../../src/verify/signature.ts';
import { createMemoryStore } from '../support/memory-store.ts';
import { quietBench } from '../support/quiet-bench.ts';
import { targets, textAsset } from '../support/release-facts.ts';

export interface SignedRelease {
  /** Everything that a consumer would download, by name. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly bundle: string;
  readonly colophon: string;
}

export interface SigningRequest {
  readonly signer: Signer;
  readonly identity: Identity;
  readonly run: WorkflowRun;
  readonly facts: ReleaseFacts;
  readonly trustedRoot: Uint8Array;
}

/** A small release of two files and a checksum list, signed and sealed; both stages prove what they signed. */
export const signRelease = async (request: SigningRequest): Promise<SignedRelease> => {
  const { facts, identity } = request;
  const store = createMemoryStore();
  const archive = await textAsset(store, 'widget_v1.2.3_linux_amd64.tar.gz', 'archive', 'one');
  const notes = await textAsset(store, 'widget_v1.2.3_notes.md', 'notes', 'two');
  const listed = [archive, notes].map(({ name, content }) => `${hexOf(content.digest)}  ${name}\n`).join('');
  const list = await textAsset(store, 'widget_v1.2.3_checksums.txt', 'checksums', listed);
  const evidence = await textAsset(store, 'widget_v1.2.3.evidence.json', 'evidence', '{}');
  const subjects = [archive, notes, list, evidence];
  const content = await store.write(
    canonicalJson(statementOver(subjects, request)),
    'application/vnd.in-toto+json',
  );
  const statement = {
    id: 'files',
    asset: 'widget_v1.2.3.intoto.jsonl',
    content,
    predicateType: 'https://slsa.dev/provenance/v1',
    subjects: subjects.map(({ name }) => name),
    attach: [],
  };
  const draft = new Map<string, Uint8Array>();
  const ports = doors(request, store, draft);
  const gate = { facts, evidence, findings: [], state: 'new' } as const;
  const { signed } = await sign.run(
    'files',
    { gate, provenance: { statements: [statement] }, checksum: { assets: [list] } },
    grant(ports, sign.needs),
    { beside: [], targets },
    quietBench(),
  );
  const document = await store.write(
    canonicalJson({ kind: 'colophon.release', version: 1, tag: facts.tag }),
    'application/json',
  );
  await seal.run(
    'colophon',
    {
      gate,
      push: { pushed: [] },
      mirror: { mirrors: [], findings: [] },
      draft: { id: 'd', title: '', assets: [] },
      prove: { document, identity, files: subjects.length },
    },
    grant(ports, seal.needs),
    { targets },
    quietBench(),
  );
  for (const asset of [...subjects, ...signed.flatMap(({ published }) => published)]) {
    draft.set(asset.name, await store.bytes(asset.content));
  }
  return { files: draft, bundle: statement.asset, colophon: 'widget_v1.2.3.colophon.json' };
};

/** Colophon's own judgement of a bundle; `document` for a message signature. Answers the code of the refusal. */
export const judge = (
  request: SigningRequest,
  bundle: Uint8Array,
  document?: Uint8Array,
): { readonly code: string; readonly message: string } | undefined => {
  const claim = { bundle: unverified(bundle), canonical: true };
  const opened = openSignature(
    document === undefined ? claim : { ...claim, document: unverified(document) },
    policyOf(request),
    parseTrustedRoot(request.trustedRoot),
  );
  return 'fault' in opened ? opened.fault : undefined;
};

const policyOf = ({ identity, facts, trustedRoot }: SigningRequest): Policy => ({
  ...DEFAULTS,
  mode: facts.mode,
  identity,
  issuer: identity.issuer,
  repository: facts.repository,
  tag: facts.tag,
  commit: facts.commit,
  trustedRoot,
});

const statementOver = (subjects: readonly Asset[], { run, facts }: SigningRequest): object => ({
  _type: 'https://in-toto.io/Statement/v1',
  subject: subjects.map(({ name, content }) => ({ name, digest: { sha256: hexOf(content.digest) } })),
  predicateType: 'https://slsa.dev/provenance/v1',
  predicate: {
    buildDefinition: {
      buildType: 'https://colophon.example/build-types/interop',
      externalParameters: { tag: facts.tag },
      resolvedDependencies: [
        { uri: `git+${run.sourceRepositoryUri}@${run.sourceRef}`, digest: { gitCommit: facts.commit } },
      ],
    },
    runDetails: { builder: { id: run.buildSignerUri }, metadata: { invocationId: run.runInvocationUri } },
  },
});

const doors = (request: SigningRequest, store: Ports['store'], draft: Map<string, Uint8Array>): Ports =>
  ({
    store,
    signer: request.signer,
    run: { run: async () => request.run, identity: async () => request.identity },
    forge: { releases: async () => [] },
    prover: {
      bundle: async (bundle: Uint8Array, content: Uint8Array, kind: 'dsse' | 'message') =>
        findingOf(judge(request, bundle, kind === 'message' ? content : undefined)),
    },
    drafts: {
      put: async (_draft: string, asset: Asset) => {
        draft.set(asset.name, await store.bytes(asset.content));
        return 'uploaded';
      },
    },
  }) as unknown as Ports;

const findingOf = (fault: ReturnType<typeof judge>): Finding =>
  ({ result: fault === undefined ? 'proved' : 'refuted', message: fault?.message ?? 'it holds' }) as Finding;
