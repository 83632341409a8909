import { Buffer } from 'node:buffer';
import { X509Certificate } from 'node:crypto';

import { bundleFromJSON } from '@sigstore/bundle';
import { TrustedRoot } from '@sigstore/protobuf-specs';
import { toSignedEntity, toTrustMaterial, Verifier } from '@sigstore/verify';
import { describe, expect, it } from 'vitest';

import { DOCUMENT } from '../../../test/contracts/signer.ts';
import { createKey, issueCertificate, type LeafRequest } from './authority.ts';
import { parseCertificate } from './certificate.ts';
import { createKeys } from './keys.ts';
import { createLog } from './log.ts';
import { mintBundle } from './mint.ts';
import { rehearsalRun } from './run.ts';
import { formatTrustedRoot } from './trusted-root.ts';
import { workflowExtensions } from './workflow-extensions.ts';

const START = Date.parse('2026-03-01T12:00:00.789Z');
const OPTIONS = {
  repository: 'acme/widget',
  repositoryId: '1',
  ownerId: '2',
  workflow: '.github/workflows/release.yml',
};
const RUN = rehearsalRun(OPTIONS, 'v1.2.3', 'c0ffee'.padEnd(40, '0'));
const SAN = 'https://rehearsal.colophon.invalid/acme/widget/.github/workflows/release.yml@refs/tags/v1.2.3';

const keys = createKeys(START);
const leaf = (request: Partial<LeafRequest> = {}) => {
  const { publicKey, privateKey } = createKey();
  const certificate = issueCertificate(keys.authority, {
    publicKey,
    names: [{ uri: RUN.buildSignerUri }],
    extensions: workflowExtensions(RUN),
    notBefore: START,
    notAfter: START + 600_000,
    ctLog: keys.ctLog,
    ...request,
  });
  return { certificate, key: privateKey };
};
const extensionOf = (certificate: Uint8Array, oid: string) =>
  parseCertificate(certificate).tbsCertificate.extensions?.find(({ extnID }) => extnID === oid);
const valueOf = (certificate: Uint8Array, oid: string): Buffer =>
  Buffer.from(new Uint8Array(extensionOf(certificate, oid)?.extnValue.buffer ?? new ArrayBuffer(0)));

describe('root and intermediate', () => {
  it.each([
    { name: 'root', certificate: keys.authority.root },
    { name: 'intermediate', certificate: keys.authority.intermediate },
  ])('$name: may vouch for three forms of names under one host, and for no address', ({ certificate }) => {
    expect(extensionOf(certificate, '2.5.29.30')?.critical).toBe(true);
    const host = Buffer.from('rehearsal.colophon.invalid').toString('hex');
    // permitted: URI, e-mail, DNS (tags 6, 1, 2), 26 bytes each; excluded: all of IPv4 and IPv6.
    const permitted = ['86', '81', '82'].map((tag) => `301c${tag}1a${host}`).join('');
    const excluded = `300a8708${'00'.repeat(8)}30228720${'00'.repeat(32)}`;
    // After the outer SEQUENCE's tag and two bytes of length.
    expect(valueOf(certificate, '2.5.29.30').toString('hex').slice(6)).toBe(
      `a05a${permitted}a130${excluded}`,
    );
  });

  it('carry the same single organisation', () => {
    const subjects = [keys.authority.root, keys.authority.intermediate].map(
      (der) => new X509Certificate(der).subject,
    );
    expect(subjects).toEqual(['O=Colophon rehearsal\nCN=root', 'O=Colophon rehearsal\nCN=intermediate']);
  });

  it('sign for one another', () => {
    const [root, intermediate, certificate] = [
      keys.authority.root,
      keys.authority.intermediate,
      leaf().certificate,
    ].map((der) => new X509Certificate(der));
    expect(root?.verify(root.publicKey)).toBe(true);
    expect(root !== undefined && intermediate?.verify(root.publicKey)).toBe(true);
    expect(intermediate !== undefined && certificate?.verify(intermediate.publicKey)).toBe(true);
  });
});

describe('a leaf certificate', () => {
  it('lives ten minutes, in whole seconds', () => {
    const { validFromDate, validToDate } = new X509Certificate(leaf().certificate);
    expect([validFromDate.toISOString(), validToDate.toISOString()]).toEqual([
      '2026-03-01T12:00:00.000Z',
      '2026-03-01T12:10:00.000Z',
    ]);
  });

  it('names the workflow in one critical SAN and nothing in its subject', () => {
    const { certificate } = leaf();
    const x509 = new X509Certificate(certificate);
    expect([x509.subject, x509.subjectAltName]).toEqual([undefined, `URI:${SAN}`]);
    expect(extensionOf(certificate, '2.5.29.17')?.critical).toBe(true);
  });

  it('may sign code and nothing else', () => {
    expect(new X509Certificate(leaf().certificate).keyUsage).toEqual(['1.3.6.1.5.5.7.3.3']);
  });

  it.each([
    [1, 'https://rehearsal.colophon.invalid/oidc'],
    [2, 'push'],
    [3, 'c0ffee0000000000000000000000000000000000'],
    [4, 'release'],
    [5, 'acme/widget'],
    [6, 'refs/tags/v1.2.3'],
  ])('says .%d as bare text', (n, text) => {
    expect(valueOf(leaf().certificate, `1.3.6.1.4.1.57264.1.${n}`).toString('utf8')).toBe(text);
  });

  it.each([
    [8, 'https://rehearsal.colophon.invalid/oidc'],
    [9, SAN],
    [10, 'c0ffee0000000000000000000000000000000000'],
    [11, 'github-hosted'],
    [12, 'https://rehearsal.colophon.invalid/acme/widget'],
    [13, 'c0ffee0000000000000000000000000000000000'],
    [14, 'refs/tags/v1.2.3'],
    [15, '1'],
    [16, 'https://rehearsal.colophon.invalid/acme'],
    [17, '2'],
    [18, SAN],
    [19, 'c0ffee0000000000000000000000000000000000'],
    [20, 'push'],
    [21, 'https://rehearsal.colophon.invalid/acme/widget/actions/runs/1/attempts/1'],
    [22, 'public'],
  ])('says .%d as UTF8String', (n, text) => {
    const value = valueOf(leaf().certificate, `1.3.6.1.4.1.57264.1.${n}`);
    expect([value[0], value.subarray(2).toString('utf8')]).toEqual([0x0c, text]);
  });
});

describe('what forgeries are made of', () => {
  const consumer = new Verifier(
    toTrustMaterial(TrustedRoot.fromJSON(JSON.parse(Buffer.from(formatTrustedRoot(keys)).toString('utf8')))),
    {
      ctlogThreshold: 1,
      tlogThreshold: 1,
      timestampThreshold: 1,
    },
  );
  const judge = async (request: Partial<LeafRequest>, time = START): Promise<string> => {
    const leaves: Uint8Array[] = [];
    const log = createLog(keys.log, {
      leaves: async () => leaves,
      append: async (hash) => void leaves.push(hash),
    });
    const bundle = await mintBundle(
      { leaf: leaf(request), log, timestampAuthority: keys.timestampAuthority, time },
      { kind: 'message', message: DOCUMENT },
    );
    try {
      consumer.verify(
        toSignedEntity(
          bundleFromJSON(JSON.parse(Buffer.from(bundle).toString('utf8'))),
          Buffer.from(DOCUMENT),
        ),
      );
      return 'accepted';
    } catch (error) {
      return (error as { code?: string }).code ?? String(error);
    }
  };

  it.each([
    { name: 'the truth', request: {}, expect: 'accepted' },
    {
      name: 'no SCT',
      request: { ctLog: undefined } as unknown as Partial<LeafRequest>,
      expect: 'CERTIFICATE_ERROR',
    },
    {
      name: 'an SCT of another log',
      request: { ctLog: createKey().privateKey },
      expect: 'CERTIFICATE_ERROR',
    },
    {
      name: 'a certificate that has expired',
      request: { notAfter: START - 1000, notBefore: START - 9000 },
      expect: 'CERTIFICATE_ERROR',
    },
    // @sigstore/verify enforces neither name constraints nor unknown critical extensions: ours must.
    {
      name: 'a name outside the constraints',
      request: { names: [{ uri: 'https://github.com/acme' }] },
      expect: 'accepted',
    },
    {
      name: 'an unknown critical extension',
      request: { extensions: [{ oid: '2.999.7', critical: true, value: Uint8Array.of(5, 0) }] },
      expect: 'accepted',
    },
  ])('$name: $expect by @sigstore/verify alone', async ({ request, expect: verdict }) => {
    expect(await judge(request)).toBe(verdict);
  });

  it.each([
    { name: 'two URIs', names: [{ uri: SAN }, { uri: `${SAN}x` }], text: `URI:${SAN}, URI:${SAN}x` },
    { name: 'an e-mail address', names: [{ email: 'a@github.com' }], text: 'email:a@github.com' },
    { name: 'a host name', names: [{ dns: 'github.com' }], text: 'DNS:github.com' },
    { name: 'an address', names: [{ ip: '127.0.0.1' }], text: 'IP Address:127.0.0.1' },
    {
      name: 'a name of another type',
      names: [{ other: { oid: '1.3.6.1.4.1.57264.1.7', text: SAN } }],
      text: 'othername:<unsupported>',
    },
  ])('$name as SAN', ({ names, text }) => {
    expect(new X509Certificate(leaf({ names }).certificate).subjectAltName).toBe(text);
  });
});
