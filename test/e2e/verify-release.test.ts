import { copyFile, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, describe, expect, it } from 'vitest';

import { refuses } from '../../src/domain/finding.ts';
import { unverified } from '../../src/domain/unverified.ts';
import type { Verdict } from '../../src/domain/verdict.ts';
import { canonicalJson } from '../../src/formats/canonical-json.ts';
import { parseTrustedRoot } from '../../src/formats/trusted-root.ts';
import { createProver, type Policy, verifyFile, verifyRelease } from '../../src/verify/index.ts';
import { openSignature } from '../../src/verify/signature.ts';
import { createMemoryRegistry } from '../support/memory-registry.ts';
import { makeRelease, type ReleaseOptions, type SmallRelease } from '../support/release.ts';

const ARCHIVE = 'widget_linux_amd64.tar.gz';
const OTHER = 'widget_linux_arm64.tar.gz';
const LIST = 'widget_v1.2.3_checksums.txt';
const SEAL = 'widget_v1.2.3.colophon.json';
const PROVENANCE = 'widget_v1.2.3.intoto.jsonl';

const made: SmallRelease[] = [];
const make = async (options?: ReleaseOptions): Promise<SmallRelease> => {
  const release = await makeRelease(options);
  made.push(release);
  return release;
};
afterAll(async () => {
  await Promise.all(made.map((release) => release.remove()));
});

const judge = (
  release: SmallRelease,
  policy: Partial<Policy> = {},
  complete = true,
  ignore: readonly string[] = [],
): Promise<Verdict> =>
  verifyRelease({ assets: release.source, policy: { ...release.policy, ...policy }, complete, ignore });
const codes = ({ findings }: Verdict): readonly string[] => [
  ...new Set(findings.filter(refuses).map(({ code }) => code)),
];

describe('a whole release', () => {
  it('is consistent, and never verified, because it is a rehearsal', async () => {
    const verdict = await judge(await make());
    expect(codes(verdict)).toEqual([]);
    expect(verdict).toMatchObject({
      verified: false,
      rehearsal: 'consistent',
      scope: 'complete',
      assets: { listed: 8, present: 8 },
    });
  });

  it('is refused as a release, whatever root is given', async () => {
    const verdict = await judge(await make(), { mode: 'release' });
    expect([codes(verdict), verdict.verified]).toEqual([['REHEARSAL_NOT_RELEASE'], false]);
  });

  it('says that nothing was compared with the source where the provenance is not at hand', async () => {
    const release = await make();
    for (const name of await readdir(release.assets)) {
      if (name !== ARCHIVE && !name.includes('.colophon.json')) await rm(join(release.assets, name));
    }
    const verdict = await judge(release, {}, false);
    expect(codes(verdict)).toEqual([]);
    expect(verdict.findings.find(({ code }) => code === 'PROVENANCE_NOT_HERE')).toMatchObject({
      result: 'info',
    });
  });

  it('is nothing to say yes to where only its seal is', async () => {
    const release = await make();
    for (const name of await readdir(release.assets)) {
      if (!name.includes('.colophon.json')) await rm(join(release.assets, name));
    }
    expect(codes(await judge(release, {}, false))).toEqual(['NOTHING_TO_JUDGE']);
  });

  it('holds in part, and says what was not downloaded', async () => {
    const release = await make();
    await rm(join(release.assets, ARCHIVE));
    const verdict = await judge(release, {}, false);
    expect(codes(verdict)).toEqual([]);
    expect(verdict.findings.find(({ code }) => code === 'NOT_DOWNLOADED')?.message).toContain(ARCHIVE);
  });

  it('lets a file that is ignored by name be, and says so', async () => {
    const release = await make();
    await release.write('mine.txt', 'x');
    expect(codes(await judge(release))).toEqual(['NOT_COVERED']);
    const verdict = await judge(release, {}, true, ['mine.txt']);
    expect([codes(verdict), verdict.findings.some(({ code }) => code === 'IGNORED')]).toEqual([[], true]);
  });
});

interface Lie {
  readonly lie: string;
  readonly code: string;
  readonly options?: ReleaseOptions;
  readonly tell?: (release: SmallRelease) => Promise<void>;
  readonly policy?: Partial<Policy>;
}

const flip = async (release: SmallRelease, name: string): Promise<void> => {
  const bytes = await release.read(name);
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
  await release.write(name, bytes);
};
const without =
  (name: string) =>
  (release: SmallRelease): Promise<void> =>
    rm(join(release.assets, name));

const LIES: readonly Lie[] = [
  {
    lie: 'a bit flipped in an archive',
    code: 'SUBJECT_DIGEST_MISMATCH',
    tell: (release) => flip(release, ARCHIVE),
  },
  {
    lie: 'a bit flipped in the sealed list',
    code: 'SUBJECT_DIGEST_MISMATCH',
    tell: (release) => flip(release, SEAL),
  },
  {
    lie: 'a bit flipped in the provenance',
    code: 'SUBJECT_DIGEST_MISMATCH',
    tell: (release) => flip(release, PROVENANCE),
  },
  { lie: 'an archive gone', code: 'ASSET_ABSENT', tell: without(ARCHIVE) },
  { lie: 'the seal gone', code: 'SEAL_MISSING', tell: without(SEAL) },
  { lie: 'the signature of the seal gone', code: 'SEAL_MISSING', tell: without(`${SEAL}.sigstore.json`) },
  { lie: 'a file too many', code: 'NOT_COVERED', tell: (release) => release.write('extra', 'x') },
  {
    lie: 'an archive renamed',
    code: 'SUBJECT_NAME_MISMATCH',
    tell: ({ assets }) => rename(join(assets, ARCHIVE), join(assets, 'widget_darwin_arm64.tar.gz')),
  },
  {
    lie: 'an archive laid over that of another platform',
    code: 'SUBJECT_NAME_MISMATCH',
    tell: ({ assets }) => copyFile(join(assets, ARCHIVE), join(assets, OTHER)),
  },
  {
    lie: 'a name that differs in case only',
    code: 'NAME_TWICE',
    tell: ({ assets }) => copyFile(join(assets, ARCHIVE), join(assets, ARCHIVE.toUpperCase())),
  },
  {
    lie: 'the bundle of the provenance in place of the seal\u2019s',
    code: 'BUNDLE_MALFORMED',
    tell: ({ assets }) => copyFile(join(assets, PROVENANCE), join(assets, `${SEAL}.sigstore.json`)),
  },
  {
    lie: 'spaces in the seal\u2019s bundle',
    code: 'BUNDLE_NOT_CANONICAL',
    tell: async (release) =>
      release.write(
        `${SEAL}.sigstore.json`,
        JSON.stringify(JSON.parse(String(await release.read(`${SEAL}.sigstore.json`))), null, 1),
      ),
  },
  {
    lie: 'another identity',
    code: 'IDENTITY_MISMATCH',
    policy: {
      identity: {
        san: 'https://rehearsal.colophon.invalid/acme/widget/.github/workflows/release.yaml@refs/tags/v1.2.3',
        issuer: 'https://rehearsal.colophon.invalid/oidc',
      },
    },
  },
  {
    lie: 'a look-alike with a dot for any letter',
    code: 'IDENTITY_MISMATCH',
    policy: {
      identity: {
        san: 'https://rehearsal.colophon.invalid/acme/wid.et/.github/workflows/release.yml@refs/tags/v1.2.3',
        issuer: 'https://rehearsal.colophon.invalid/oidc',
      },
    },
  },
  {
    lie: 'another issuer',
    code: 'ISSUER_MISMATCH',
    policy: {
      identity: {
        san: 'https://rehearsal.colophon.invalid/acme/widget/.github/workflows/release.yml@refs/tags/v1.2.3',
        issuer: 'https://rehearsal.colophon.invalid/oidc/',
      },
    },
  },
  { lie: 'an older release replayed', code: 'TAG_MISMATCH', policy: { tag: 'v1.2.4' } },
  { lie: 'another commit', code: 'COMMIT_MISMATCH', policy: { commit: 'f'.repeat(40) } },
  { lie: 'another repository', code: 'REPOSITORY_MISMATCH', policy: { repository: 'acme/widgets' } },
  { lie: 'a repository registered again', code: 'REPOSITORY_REREGISTERED', policy: { repositoryId: '7' } },
  { lie: 'another trigger', code: 'TRIGGER_MISMATCH', policy: { trigger: 'workflow_dispatch' } },
  { lie: 'another runner', code: 'RUNNER_MISMATCH', policy: { runner: 'self-hosted' } },
  {
    lie: 'a statement of another commit',
    code: 'PROVENANCE_OF_OTHER_COMMIT',
    options: { statement: (statement) => replaced(statement, COMMIT_ID, 'e'.repeat(40)) },
  },
  {
    lie: 'a statement of another tag',
    code: 'PROVENANCE_OF_OTHER_TAG',
    options: { statement: (statement) => replaced(statement, '"tag":"v1.2.3"', '"tag":"v1.2.2"') },
  },
  {
    lie: 'a statement that contradicts its certificate',
    code: 'PROVENANCE_CONTRADICTS_CERTIFICATE',
    options: {
      statement: (statement) => replaced(statement, '"repository_id":"1001"', '"repository_id":"1002"'),
    },
  },
  {
    lie: 'a statement of another run',
    code: 'PROVENANCE_CONTRADICTS_CERTIFICATE',
    options: { statement: (statement) => replaced(statement, 'runs/1/attempts', 'runs/2/attempts') },
  },
  {
    lie: 'a statement with another name for a file',
    code: 'SUBJECT_NAME_MISMATCH',
    options: { statement: (statement) => replaced(statement, `"name":"${ARCHIVE}"`, '"name":"widget"') },
  },
  {
    lie: 'a statement with the right name and a wrong digest',
    code: 'SUBJECT_DIGEST_MISMATCH',
    options: {
      statement: (statement) => ({
        ...statement,
        subject: statement.subject.map((one) =>
          one.name === ARCHIVE ? { ...one, digest: { sha256: '0'.repeat(64) } } : one,
        ),
      }),
    },
  },
  {
    lie: 'a statement that leaves a file out',
    code: 'SUBJECT_MISSING',
    options: { statement: (statement) => ({ ...statement, subject: statement.subject.slice(1) }) },
  },
  {
    lie: 'a statement that says something else',
    code: 'PREDICATE_TYPE_WRONG',
    options: {
      statement: (statement) => ({
        ...statement,
        predicateType: 'https://in-toto.io/attestation/test-result/v0.1',
      }),
    },
  },
  {
    lie: 'another build type',
    code: 'BUILD_TYPE_WRONG',
    options: { statement: (statement) => replaced(statement, 'release-v1.md', 'release-v2.md') },
  },
  {
    lie: 'a statement that demands another list',
    code: 'PROVENANCE_NAMES_OTHER_COLOPHON',
    options: { statement: (statement) => replaced(statement, SEAL, 'other.colophon.json') },
  },
  {
    lie: 'a withdrawal shown as the list',
    code: 'DOCUMENT_KIND_WRONG',
    options: { colophon: (colophon) => ({ ...colophon, kind: 'colophon.withdrawal' }) },
  },
  {
    lie: 'a list with a field that nobody knows',
    code: 'COLOPHON_MALFORMED',
    options: { colophon: (colophon) => ({ ...colophon, extra: 1 }) },
  },
  {
    lie: 'a list of another tag, signed for this one',
    code: 'COLOPHON_OF_OTHER_RELEASE',
    options: { colophon: (colophon) => ({ ...colophon, tag: 'v1.2.2' }) },
  },
  {
    lie: 'a list that names another number of the repository',
    code: 'COLOPHON_SAYS_OTHERWISE',
    options: { colophon: (colophon) => ({ ...colophon, repository: { ...colophon.repository, id: '9' } }) },
  },
  {
    lie: 'a list that lists less',
    code: 'NOT_COVERED',
    options: {
      colophon: (colophon) => ({ ...colophon, assets: colophon.assets.filter(({ name }) => name !== OTHER) }),
    },
  },
  {
    lie: 'a list that lists more',
    code: 'ASSET_ABSENT',
    options: {
      colophon: (colophon) => ({
        ...colophon,
        assets: [
          ...colophon.assets,
          { ...colophon.assets[0], name: 'zzz', digest: `sha256:${'0'.repeat(64)}` },
        ],
      }),
    },
  },
  {
    lie: 'an SBOM of another file',
    code: 'SBOM_DESCRIBES_OTHER',
    options: {
      colophon: (colophon) => ({
        ...colophon,
        assets: colophon.assets.map((one) =>
          one.describes === ARCHIVE ? { ...one, describes: OTHER } : one,
        ),
      }),
    },
  },
  {
    lie: 'evidence of another commit',
    code: 'EVIDENCE_OF_OTHER_COMMIT',
    options: {
      files: (files) =>
        change(files, 'widget_v1.2.3.evidence.json', (text) => text.replaceAll(COMMIT_ID, 'd'.repeat(40))),
    },
  },
  {
    lie: 'another provenance by the same signer in the place of the listed one',
    code: 'BUNDLE_NOT_LISTED',
    tell: async (release) => {
      const { dsseEnvelope } = JSON.parse(String(await release.read(PROVENANCE))) as {
        readonly dsseEnvelope: { readonly payload: string };
      };
      await release.write(
        PROVENANCE,
        await release.sigstore.signer.statement(Buffer.from(dsseEnvelope.payload, 'base64')),
      );
    },
  },
  {
    lie: 'two lists for one tag',
    code: 'RELEASE_EQUIVOCATES',
    tell: async (release) => {
      const document = JSON.parse(String(await release.read(SEAL))) as object;
      const second = canonicalJson({ ...document, latest: false });
      await release.write('second.colophon.json', second);
      await release.write(
        'second.colophon.json.sigstore.json',
        await release.sigstore.signer.document(second),
      );
    },
  },
  {
    lie: 'the list under the name of another release',
    code: 'COLOPHON_NAME_WRONG',
    tell: async ({ assets }) => {
      await rename(join(assets, SEAL), join(assets, 'widget_v9.colophon.json'));
      await rename(
        join(assets, `${SEAL}.sigstore.json`),
        join(assets, 'widget_v9.colophon.json.sigstore.json'),
      );
    },
  },
  {
    lie: 'a checksum list edited with its archive',
    code: 'SUBJECT_DIGEST_MISMATCH',
    tell: async (release) => {
      await flip(release, ARCHIVE);
      await flip(release, LIST);
    },
  },
];

const COMMIT_ID = '0123456789abcdef0123456789abcdef01234567';
const replaced = (value: unknown, from: string, to: string): unknown =>
  JSON.parse(new TextDecoder().decode(canonicalJson(value)).replaceAll(from, to)) as unknown;
const change = (
  files:
    | Map<string, { readonly bytes: Uint8Array; readonly role: 'evidence' }>
    | Parameters<NonNullable<ReleaseOptions['files']>>[0],
  name: string,
  edit: (text: string) => string,
): void => {
  const file = files.get(name);
  if (file === undefined) throw new TypeError(`no ${name}`);
  files.set(name, {
    role: 'evidence',
    bytes: new TextEncoder().encode(edit(new TextDecoder().decode(file.bytes))),
  });
};

describe('a lie', () => {
  it.each(LIES)('$lie is $code and nothing else', async ({ code, options, tell, policy }) => {
    const release = await make(options);
    await tell?.(release);
    const verdict = await judge(release, policy);
    expect(codes(verdict)).toEqual([code]);
    expect(verdict).toMatchObject({ verified: false, rehearsal: 'inconsistent' });
  });
});

describe('the seal\u2019s bundle', () => {
  // Every bit is 60,000 verifications; a prime step takes others in each run, since no two bundles are equal.
  it('holds no bit that can be flipped unseen', { timeout: 60_000 }, async () => {
    const release = await make();
    const document = unverified(new Uint8Array(await release.read(SEAL)));
    const bundle = new Uint8Array(await release.read(`${SEAL}.sigstore.json`));
    const root = parseTrustedRoot(release.policy.trustedRoot);
    const survivors: number[] = [];
    for (let bit = Number(bundle[bundle.length - 40]); bit < bundle.length * 8; bit += 499) {
      const bent = bundle.slice();
      bent[bit >> 3] = (bent[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const opened = openSignature(
        { bundle: unverified(bent), document, canonical: true },
        release.policy,
        root,
      );
      if ('signed' in opened) survivors.push(bit);
    }
    expect(survivors).toEqual([]);
  });
});

describe('the prover', () => {
  it('judges a staged release by the list about to be sealed, and a bundle by its content', async () => {
    const release = await make();
    const document = new Uint8Array(await release.read(SEAL));
    const provenance = new Uint8Array(await release.read(PROVENANCE));
    await rm(join(release.assets, SEAL));
    await rm(join(release.assets, `${SEAL}.sigstore.json`));
    const { registry } = createMemoryRegistry();
    const prover = createProver({
      trustedRoot: release.policy.trustedRoot,
      published: () => release.source,
      registry,
    });
    const identity = await release.sigstore.run.identity('v1.2.3');
    const facts = {
      mode: 'rehearsal',
      project: 'widget',
      repository: 'acme/widget',
      tag: 'v1.2.3',
      version: '1.2.3',
      tagged: true,
      commit: COMMIT_ID,
      commitTime: '2026-01-01T00:00:00Z',
      commitEpoch: 1767225600,
      branch: 'main',
      prerelease: false,
      latest: true,
    } as const;
    const staged = await prover.staged({ facts, identity, assets: release.source, registry, document });
    expect([codes(staged), staged.rehearsal]).toEqual([[], 'consistent']);
    expect(codes(await prover.published(facts, identity))).toEqual(['SEAL_MISSING']);
    const seal = await release.sigstore.signer.document(document);
    expect(await prover.bundle(seal, document, 'message', identity)).toMatchObject({
      code: 'BUNDLE_HOLDS',
      result: 'proved',
    });
    expect(await prover.bundle(provenance, document, 'dsse', identity)).toMatchObject({
      code: 'SUBJECT_DIGEST_MISMATCH',
      result: 'refuted',
    });
  });
});

describe('one file', () => {
  it.each([
    { what: 'under its own name', name: ARCHIVE, code: 'SUBJECT_MATCHES', result: 'proved' },
    {
      what: 'under the name of another platform',
      name: OTHER,
      code: 'SUBJECT_NAME_MISMATCH',
      result: 'refuted',
    },
  ])('$what is $code', async ({ name, code, result }) => {
    const release = await make();
    const [found] = await release.source.digests([ARCHIVE]);
    const bundle = { name: PROVENANCE, bytes: new Uint8Array(await release.read(PROVENANCE)) };
    const digest = found?.digest ?? `sha256:${'0'.repeat(64)}`;
    const bytes = async (): Promise<Uint8Array> => release.read(ARCHIVE);
    const verdict = await verifyFile({
      file: { name, digest, bytes },
      bundle,
      policy: release.policy,
      beside: [],
    });
    expect(verdict.findings[0]).toMatchObject({ code, result });
    expect(verdict.findings.find(({ check, demanded }) => check === 'subject' && !demanded)?.code).toBe(
      'SEAL_MISSING',
    );
  });
});
