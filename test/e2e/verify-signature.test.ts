import { describe, expect, it } from 'vitest';

import {
  createKey,
  issueCertificate,
  type LeafRequest,
} from '../../src/adapters/local-sigstore/authority.ts';
import { createKeys } from '../../src/adapters/local-sigstore/keys.ts';
import { createLog, type TransparencyLog } from '../../src/adapters/local-sigstore/log.ts';
import { mintBundle } from '../../src/adapters/local-sigstore/mint.ts';
import { rehearsalRun } from '../../src/adapters/local-sigstore/run.ts';
import { formatTrustedRoot } from '../../src/adapters/local-sigstore/trusted-root.ts';
import { workflowExtensions } from '../../src/adapters/local-sigstore/workflow-extensions.ts';
import { unverified } from '../../src/domain/unverified.ts';
import { canonicalJson } from '../../src/formats/canonical-json.ts';
import { parseTrustedRoot } from '../../src/formats/trusted-root.ts';
import { DEFAULTS, type Policy, REHEARSAL_ISSUER } from '../../src/verify/index.ts';
import { openSignature } from '../../src/verify/signature.ts';

const NOW = Date.parse('2026-03-01T12:00:00Z');
const MINUTE = 60_000;
const OPTIONS = {
  repository: 'acme/widget',
  repositoryId: '1',
  ownerId: '2',
  workflow: '.github/workflows/release.yml',
};
const RUN = rehearsalRun(OPTIONS, 'v1.2.3', 'c'.repeat(40));
const SAN = RUN.buildSignerUri;
const DOCUMENT = canonicalJson({ kind: 'test', version: 1 });

const memoryLog = (key: Parameters<typeof createLog>[0]): TransparencyLog => {
  const leaves: Uint8Array[] = [];
  return createLog(key, { leaves: async () => leaves, append: async (leaf) => void leaves.push(leaf) });
};

interface Forge {
  readonly leaf?: Partial<LeafRequest>;
  /** When the timestamp says that it was signed. */
  readonly time?: number;
  /** Whether the certificate was logged. */
  readonly logged?: boolean;
  /** Whose keys sign what. */
  readonly foreign?: 'authority' | 'log' | 'timestampAuthority';
  /** Changes the bundle's JSON afterwards; `other` is another bundle of the same signer. */
  readonly edit?: (bundle: Parts, other: Parts) => void;
}
interface Parts {
  readonly verificationMaterial: {
    tlogEntries: { canonicalizedBody: string; inclusionProof: { checkpoint: { envelope: string } } }[];
    timestampVerificationData: { rfc3161Timestamps: unknown[] };
  };
  readonly messageSignature: { signature: string };
}

const keys = createKeys(NOW);
const strangers = createKeys(NOW);

const forge = async ({
  leaf = {},
  time = NOW + MINUTE,
  logged = true,
  foreign,
  edit,
}: Forge): Promise<Uint8Array> => {
  const of = (part: 'authority' | 'log' | 'timestampAuthority') => (foreign === part ? strangers : keys);
  const log = memoryLog(of('log').log);
  const mint = async (message: Uint8Array): Promise<Uint8Array> => {
    const { publicKey, privateKey } = createKey();
    const certificate = issueCertificate(of('authority').authority, {
      publicKey,
      names: [{ uri: SAN }],
      extensions: workflowExtensions(RUN),
      notBefore: NOW,
      notAfter: NOW + 10 * MINUTE,
      ...(logged ? { ctLog: keys.ctLog } : {}),
      ...leaf,
    });
    const options = {
      leaf: { key: privateKey, certificate },
      log,
      timestampAuthority: of('timestampAuthority').timestampAuthority,
      time,
    };
    return mintBundle(options, { kind: 'message', message });
  };
  const bundle = await mint(DOCUMENT);
  if (edit === undefined) return bundle;
  const [mine, other] = [bundle, await mint(canonicalJson({ kind: 'other', version: 1 }))].map(
    (bytes) => JSON.parse(new TextDecoder().decode(bytes)) as Parts,
  );
  if (mine === undefined || other === undefined) throw new TypeError('two bundles are made');
  edit(mine, other);
  return canonicalJson(mine);
};

const policy: Policy = {
  ...DEFAULTS,
  mode: 'rehearsal',
  identity: { san: SAN, issuer: REHEARSAL_ISSUER },
  issuer: REHEARSAL_ISSUER,
  trustedRoot: formatTrustedRoot(keys),
};
const judge = async (lie: Forge, over: Partial<Policy> = {}): Promise<string> => {
  const claim = { bundle: unverified(await forge(lie)), document: unverified(DOCUMENT), canonical: true };
  const opened = openSignature(claim, { ...policy, ...over }, parseTrustedRoot(policy.trustedRoot));
  return 'fault' in opened ? opened.fault.code : 'holds';
};

describe('a signature', () => {
  it('holds when nothing is wrong with it', async () => {
    expect(await judge({})).toBe('holds');
  });

  const LIES: readonly { readonly lie: string; readonly code: string; readonly forge: Forge }[] = [
    {
      lie: 'two names',
      code: 'CERTIFICATE_NAMES_NOT_ONE',
      forge: { leaf: { names: [{ uri: SAN }, { uri: `${SAN}x` }] } },
    },
    {
      lie: 'a workflow\u2019s address as an otherName',
      code: 'CERTIFICATE_NAME_TYPE',
      forge: { leaf: { names: [{ other: { oid: '1.3.6.1.4.1.57264.1.7', text: SAN } }] } },
    },
    {
      lie: 'a workflow\u2019s address as an e-mail address',
      code: 'CERTIFICATE_NAME_TYPE',
      forge: { leaf: { names: [{ email: SAN }] } },
    },
    {
      lie: 'a name outside the constraints',
      code: 'CERTIFICATE_OUTSIDE_CONSTRAINTS',
      forge: { leaf: { names: [{ uri: SAN.replace('rehearsal.colophon.invalid', 'github.com') }] } },
    },
    {
      lie: 'a name on a host below the one that is permitted',
      code: 'CERTIFICATE_OUTSIDE_CONSTRAINTS',
      forge: { leaf: { names: [{ uri: SAN.replace('rehearsal', 'x.rehearsal') }] } },
    },
    {
      lie: 'a name with a port',
      code: 'CERTIFICATE_OUTSIDE_CONSTRAINTS',
      forge: { leaf: { names: [{ uri: SAN.replace('.invalid', '.invalid:443') }] } },
    },
    {
      lie: 'a name with user information',
      code: 'CERTIFICATE_OUTSIDE_CONSTRAINTS',
      forge: { leaf: { names: [{ uri: SAN.replace('https://', 'https://github.com@') }] } },
    },
    {
      lie: 'an unknown critical extension',
      code: 'CERTIFICATE_EXTENSION_UNKNOWN',
      forge: { leaf: { extensions: [...workflowExtensions(RUN), critical()] } },
    },
    {
      lie: 'another purpose',
      code: 'CERTIFICATE_USAGE_WRONG',
      forge: { leaf: { purposes: ['1.3.6.1.5.5.7.3.2'] } },
    },
    {
      lie: 'no proof that the certificate was logged',
      code: 'SCT_MISSING',
      forge: { logged: false },
    },
    { lie: 'a proof by another log', code: 'SCT_INVALID', forge: { leaf: { ctLog: strangers.ctLog } } },
    {
      lie: 'a certificate that had expired',
      code: 'CERTIFICATE_EXPIRED',
      forge: { time: NOW + 11 * MINUTE },
    },
    {
      lie: 'a certificate that was not valid yet',
      code: 'CERTIFICATE_EXPIRED',
      forge: { time: NOW - MINUTE },
    },
    {
      lie: 'another authority of the same name',
      code: 'CERTIFICATE_UNTRUSTED',
      forge: { foreign: 'authority' },
    },
    { lie: 'another log', code: 'TRUST_ROOT_DOES_NOT_KNOW', forge: { foreign: 'log' } },
    {
      lie: 'another timestamp authority',
      code: 'TIMESTAMP_INVALID',
      forge: { foreign: 'timestampAuthority' },
    },
    {
      lie: 'another signer',
      code: 'IDENTITY_MISMATCH',
      forge: { leaf: { names: [{ uri: SAN.replace('widget', 'widgets') }] } },
    },
    {
      lie: 'the timestamp of another bundle',
      code: 'TIMESTAMP_INVALID',
      forge: {
        edit: (mine, other) =>
          void (mine.verificationMaterial.timestampVerificationData =
            other.verificationMaterial.timestampVerificationData),
      },
    },
    {
      lie: 'no timestamp',
      code: 'TIMESTAMP_MISSING',
      forge: {
        edit: (mine) => void (mine.verificationMaterial.timestampVerificationData.rfc3161Timestamps = []),
      },
    },
    {
      lie: 'the log entry of another bundle',
      code: 'LOG_ENTRY_MISMATCH',
      forge: {
        edit: (mine, other) =>
          void (mine.verificationMaterial.tlogEntries = other.verificationMaterial.tlogEntries),
      },
    },
    {
      lie: 'no log entry',
      code: 'LOG_ENTRY_MISSING',
      forge: { edit: (mine) => void (mine.verificationMaterial.tlogEntries = []) },
    },
    {
      lie: 'the body of another entry',
      code: 'LOG_INCLUSION_INVALID',
      forge: { edit: (mine, other) => void (entry(mine).canonicalizedBody = entry(other).canonicalizedBody) },
    },
    {
      lie: 'a checkpoint whose signature is another\u2019s',
      code: 'CHECKPOINT_INVALID',
      forge: {
        edit: (mine, other) => {
          const proof = entry(mine).inclusionProof;
          const [, line = ''] = entry(other).inclusionProof.checkpoint.envelope.split('\n\n');
          proof.checkpoint.envelope = `${proof.checkpoint.envelope.split('\n\n')[0] ?? ''}\n\n${line}`;
        },
      },
    },
    {
      lie: 'a second signature line in the checkpoint',
      code: 'BUNDLE_NOT_CANONICAL',
      forge: {
        edit: (mine) => {
          const { checkpoint } = entry(mine).inclusionProof;
          checkpoint.envelope += checkpoint.envelope.split('\n\n')[1] ?? '';
        },
      },
    },
    {
      lie: 'an entry that stands twice',
      code: 'BUNDLE_MALFORMED',
      forge: { edit: (mine) => void mine.verificationMaterial.tlogEntries.push(entry(mine)) },
    },
  ];
  it.each(LIES)('with $lie is $code', async ({ forge: lie, code }) => {
    expect(await judge(lie)).toBe(code);
  });

  it('of a rehearsal is refused for a release before anything else', async () => {
    expect(await judge({ time: NOW + 11 * MINUTE }, { mode: 'release' })).toBe('REHEARSAL_NOT_RELEASE');
  });
});

const entry = (bundle: Parts): Parts['verificationMaterial']['tlogEntries'][number] => {
  const [only] = bundle.verificationMaterial.tlogEntries;
  if (only === undefined) throw new TypeError('no entry');
  return only;
};

function critical(): LeafRequest['extensions'][number] {
  const [first] = workflowExtensions(RUN);
  if (first === undefined) throw new TypeError('no extension');
  return { ...first, oid: '1.3.6.1.4.1.99999.1', critical: true };
}
