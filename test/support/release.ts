// Makes a small signed release in a directory with the rehearsal's Sigstore: what a consumer would download.
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { createDirectory } from '../../src/adapters/directory/index.ts';
import { createLocalSigstore, type LocalSigstore } from '../../src/adapters/local-sigstore/index.ts';
import { createDigester } from '../../src/adapters/system/index.ts';
import type { AssetRole } from '../../src/domain/asset.ts';
import {
  type Colophon,
  COLOPHON_KIND,
  COLOPHON_VERSION,
  type ListedAsset,
} from '../../src/domain/colophon.ts';
import { hexOf } from '../../src/domain/digest.ts';
import { BUILD_TYPE, PROVENANCE_TYPE } from '../../src/domain/provenance.ts';
import { byName } from '../../src/domain/release-assets.ts';
import { STATEMENT_TYPE } from '../../src/domain/statement.ts';
import { canonicalJson } from '../../src/formats/canonical-json.ts';
import { formatChecksums } from '../../src/formats/checksums.ts';
import { EVIDENCE_KIND, EVIDENCE_VERSION, formatEvidence } from '../../src/formats/evidence.ts';
import { sha256 } from '../../src/formats/sha256.ts';
import { tarArchive } from '../../src/formats/tar/write.ts';
import type { AssetSource } from '../../src/ports/asset-source.ts';
import { DEFAULTS, type Policy, REHEARSAL_ISSUER } from '../../src/verify/index.ts';

export interface ReleaseOptions {
  readonly tag?: string;
  readonly commit?: string;
  readonly repository?: string;
  /** A Sigstore that is already there; else one is made. */
  readonly sigstore?: LocalSigstore;
  /** Changes the statement before it is signed. */
  readonly statement?: (statement: SmallStatement) => unknown;
  /** Changes the list before it is sealed. */
  readonly colophon?: (colophon: Colophon) => unknown;
  /** Changes files before anything is said about them. */
  readonly files?: (files: Map<string, SmallFile>) => void;
  /** Adds files that no statement is about: bundles. */
  readonly bundles?: (files: Map<string, SmallFile>) => void;
}

export interface SmallFile {
  readonly role: AssetRole;
  readonly bytes: Uint8Array;
  readonly describes?: string;
}

export type SmallStatement = ReturnType<typeof statementOf>;

export interface SmallRelease {
  /** What `colophon rehearse` leaves: rehearsal.json, the assets, the trusted root. */
  readonly dir: string;
  /** The assets alone. */
  readonly assets: string;
  readonly source: AssetSource;
  readonly policy: Policy;
  readonly sigstore: LocalSigstore;
  readonly colophonName: string;
  readonly provenanceName: string;
  /** An asset's bytes, as they lie there now. */
  readonly read: (name: string) => Promise<Buffer>;
  readonly write: (name: string, bytes: Uint8Array | string) => Promise<void>;
  readonly remove: () => Promise<void>;
}

export const COMMIT = '0123456789abcdef0123456789abcdef01234567';
export const REPOSITORY = 'acme/widget';
export const PROJECT = 'widget';

/** A release of one archive, its SBOM, notes, evidence, checksums, provenance and seal. */
export const makeRelease = async (options: ReleaseOptions = {}): Promise<SmallRelease> => {
  const { tag = 'v1.2.3', commit = COMMIT, repository = REPOSITORY } = options;
  const dir = await mkdtemp(join(tmpdir(), 'colophon-release-'));
  const assets = join(dir, 'forge', 'releases', tag, 'assets');
  await mkdir(assets, { recursive: true });
  const sigstore =
    options.sigstore ?? (await makeSigstore(join(dir, 'sigstore', tag), { tag, commit, repository }));
  const run = await sigstore.run.run(tag, commit);
  const identity = await sigstore.run.identity(tag);
  const files = await contentOf(tag, commit, repository);
  options.files?.(files);
  const lists = formatChecksums([...files].map(([name, { bytes }]) => ({ name, digest: sha256(bytes) })));
  files.set(`${PROJECT}_${tag}_checksums.txt`, { role: 'checksums', bytes: lists });
  const colophonName = `${PROJECT}_${tag}.colophon.json`;
  const provenanceName = `${PROJECT}_${tag}.intoto.jsonl`;
  const statement = statementOf(files, run, { tag, commit, repository, colophonName });
  const bundle = await sigstore.signer.statement(canonicalJson(options.statement?.(statement) ?? statement));
  options.bundles?.(files);
  files.set(provenanceName, { role: 'provenance', bytes: bundle });
  files.set(`${PROJECT}_${tag}_checksums.txt.sigstore.json`, { role: 'bundle', bytes: bundle });
  const colophon: Colophon = {
    kind: COLOPHON_KIND,
    version: COLOPHON_VERSION,
    rehearsal: true,
    project: PROJECT,
    repository: { name: repository, id: '1001', ownerId: '2002' },
    tag,
    commit,
    prerelease: false,
    latest: true,
    waivers: [],
    assets: [...files].map(listed).sort(byName),
    images: [],
    charts: [],
    mirrors: [],
    externalImages: [],
    provenance: [provenanceName],
    notes: `${PROJECT}_${tag}_notes.md`,
    evidence: `${PROJECT}_${tag}.evidence.json`,
    identity,
  };
  const document = canonicalJson(options.colophon?.(colophon) ?? colophon);
  const write = (name: string, bytes: Uint8Array | string): Promise<void> =>
    writeFile(join(assets, name), bytes);
  for (const [name, { bytes }] of files) await write(name, bytes);
  await write(colophonName, document);
  await write(`${colophonName}.sigstore.json`, await sigstore.signer.document(document));
  await writeFile(
    join(dir, 'rehearsal.json'),
    canonicalJson({
      kind: 'colophon.rehearsal-directory',
      version: 1,
      repository,
      tag,
      commit,
      identity,
      assets: `forge/releases/${tag}/assets`,
      trustedRoot: `sigstore/${tag}/trusted_root.json`,
    }),
  );
  return {
    dir,
    assets,
    sigstore,
    colophonName,
    provenanceName,
    write,
    source: createDirectory(assets, createDigester({ jobs: 2 })),
    policy: {
      ...DEFAULTS,
      mode: 'rehearsal',
      issuer: REHEARSAL_ISSUER,
      identity,
      repository,
      tag,
      commit,
      trustedRoot: sigstore.trustedRoot,
    },
    read: (name) => readFile(join(assets, name)),
    remove: () => rm(dir, { recursive: true, force: true }),
  };
};

/** A Sigstore for one rehearsal in this directory. */
export const makeSigstore = (
  dir: string,
  about: { readonly tag: string; readonly commit: string; readonly repository: string },
): Promise<LocalSigstore> =>
  createLocalSigstore({
    ...about,
    dir,
    repositoryId: '1001',
    ownerId: '2002',
    workflow: '.github/workflows/release.yml',
    clock: { now: () => Date.now() },
  });

const contentOf = async (
  tag: string,
  commit: string,
  repository: string,
): Promise<Map<string, SmallFile>> => {
  const archive = `${PROJECT}_linux_amd64.tar.gz`;
  const bytes = await smallArchive({ widget: tag });
  const spdx = {
    spdxVersion: 'SPDX-2.3',
    SPDXID: 'SPDXRef-DOCUMENT',
    documentDescribes: ['SPDXRef-Asset'],
    packages: [
      { SPDXID: 'SPDXRef-Asset', checksums: [{ algorithm: 'SHA256', checksumValue: hexOf(sha256(bytes)) }] },
    ],
  };
  const evidence = formatEvidence({
    kind: EVIDENCE_KIND,
    version: EVIDENCE_VERSION,
    rehearsed: true,
    project: PROJECT,
    tag,
    commit,
    branch: 'main',
    repository: { name: repository, id: '1001', ownerId: '2002' },
    demanded: { approvals: 1, checks: 'all' },
    range: { commits: [commit] },
    changes: [],
    checks: [],
    statuses: [],
    findings: [],
    rules: { tag: [], branch: [], environment: [] },
  });
  return new Map<string, SmallFile>([
    [archive, { role: 'archive', bytes }],
    [
      `${PROJECT}_linux_arm64.tar.gz`,
      { role: 'archive', bytes: await smallArchive({ widget: `${tag} arm64` }) },
    ],
    [`${archive}.spdx.json`, { role: 'sbom', bytes: canonicalJson(spdx), describes: archive }],
    [`${PROJECT}_${tag}_notes.md`, { role: 'notes', bytes: new TextEncoder().encode(`# ${tag}\n`) }],
    [`${PROJECT}_${tag}.evidence.json`, { role: 'evidence', bytes: evidence }],
  ]);
};

/** A tar.gz that holds these texts. */
export const smallArchive = async (texts: Readonly<Record<string, string>>): Promise<Uint8Array> => {
  const entries = Object.entries(texts).map(([path, text]) => {
    const bytes = new TextEncoder().encode(text);
    return {
      path,
      mode: 0o644,
      size: bytes.length,
      bytes: async function* () {
        yield bytes;
      },
    };
  });
  const chunks: Uint8Array[] = [];
  for await (const chunk of tarArchive(entries, { epoch: 1_767_225_600 })) chunks.push(chunk);
  return new Uint8Array(gzipSync(Buffer.concat(chunks)));
};

/** A provenance of these files by this run. */
export const statementOf = (
  files: ReadonlyMap<string, SmallFile>,
  run: Awaited<ReturnType<LocalSigstore['run']['run']>>,
  {
    tag,
    commit,
    repository,
    colophonName,
  }: {
    readonly tag: string;
    readonly commit: string;
    readonly repository: string;
    readonly colophonName: string;
  },
) => ({
  _type: STATEMENT_TYPE as string,
  subject: [...files].map(([name, { bytes }]) => ({ name, digest: { sha256: hexOf(sha256(bytes)) } })),
  predicateType: PROVENANCE_TYPE as string,
  predicate: {
    buildDefinition: {
      buildType: BUILD_TYPE as string,
      externalParameters: {
        workflow: {
          ref: run.sourceRef,
          repository: run.sourceRepositoryUri,
          path: '.github/workflows/release.yml',
        },
        tag,
        colophon: colophonName,
        configuration: { sha256: 'a'.repeat(64) },
      },
      internalParameters: {
        github: {
          event_name: run.buildTrigger,
          repository_id: run.sourceRepositoryId,
          repository_owner_id: run.sourceRepositoryOwnerId,
          runner_environment: run.runnerEnvironment,
        },
        colophon: { caches: 'empty', layerCache: 'none' },
      },
      resolvedDependencies: [
        { uri: `git+https://github.com/${repository}@refs/tags/${tag}`, digest: { gitCommit: commit } },
      ],
    },
    runDetails: { builder: { id: run.buildSignerUri }, metadata: { invocationId: run.runInvocationUri } },
  },
});

const listed = ([name, { role, bytes, describes }]: readonly [string, SmallFile]): ListedAsset => ({
  name,
  role,
  mediaType: 'application/octet-stream',
  size: bytes.length,
  digest: sha256(bytes),
  ...(describes === undefined ? {} : { describes }),
});
