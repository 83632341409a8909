// The rehearsal's certificate authority: like Fulcio, but able to vouch for names under one host only
// (Fulcio certificate-specification.md, oid-info.md; RFC 5280 section 4.2.1.10).
import { generateKeyPairSync, type KeyObject } from 'node:crypto';

import {
  BasicConstraints,
  ExtendedKeyUsage,
  GeneralName,
  GeneralSubtree,
  GeneralSubtrees,
  id_ce_basicConstraints,
  id_ce_extKeyUsage,
  id_ce_keyUsage,
  id_ce_nameConstraints,
  id_ce_subjectAltName,
  id_kp_codeSigning,
  KeyUsage,
  KeyUsageFlags,
  NameConstraints,
  OtherName,
  SubjectAlternativeName,
} from '@peculiar/asn1-x509';

import { REHEARSAL_HOST } from '../../domain/identity.ts';
import { extension, publicKeyInfo, signCertificate, type CertificateExtension } from './certificate.ts';
import { sctExtension } from './ct-log.ts';
import { arrayBuffer, utf8 } from './der.ts';

/** A certificate authority in two steps; only the lower key is kept. */
export interface Authority {
  /** DER. */
  readonly root: Uint8Array;
  /** DER; what issues. */
  readonly intermediate: Uint8Array;
  readonly key: KeyObject;
}

export type SubjectName =
  | { readonly uri: string }
  | { readonly email: string }
  | { readonly dns: string }
  | { readonly ip: string }
  /** A name of any type, here always with a UTF8String as its value. */
  | { readonly other: { readonly oid: string; readonly text: string } };

export interface LeafRequest {
  readonly publicKey: KeyObject;
  readonly names: readonly SubjectName[];
  readonly extensions: readonly CertificateExtension[];
  /** Milliseconds since 1970; whole seconds are kept. */
  readonly notBefore: number;
  readonly notAfter: number;
  /** Key of the log that gives the SCT; absent: a certificate without one. */
  readonly ctLog?: KeyObject;
  /** Default: code signing alone. */
  readonly purposes?: readonly string[];
}

/** One `O=` for every certificate of the rehearsal: gh finds the root by it. */
export const ORGANIZATION = 'Colophon rehearsal';

/** Makes root and intermediate; the root's key is forgotten at once. */
export const createAuthority = (notBefore: number, notAfter: number): Authority => {
  const root = createKey();
  const lower = createKey();
  const common = { notBefore, notAfter, key: root.privateKey };
  const rootCertificate = signCertificate({
    ...common,
    subject: { organization: ORGANIZATION, commonName: 'root' },
    publicKey: root.publicKey,
    extensions: [...caExtensions(1), nameConstraints()],
  });
  const intermediate = signCertificate({
    ...common,
    subject: { organization: ORGANIZATION, commonName: 'intermediate' },
    publicKey: lower.publicKey,
    issuer: rootCertificate,
    extensions: [...caExtensions(0), purposes([id_kp_codeSigning]), nameConstraints()],
  });
  return { root: rootCertificate, intermediate, key: lower.privateKey };
};

/** DER of a leaf certificate; refuses nothing, because forgeries are made with it too. */
export const issueCertificate = (authority: Authority, request: LeafRequest): Uint8Array => {
  const { ctLog } = request;
  const issuerKey = publicKeyInfo(authority.key);
  return signCertificate({
    subject: {},
    publicKey: request.publicKey,
    issuer: authority.intermediate,
    key: authority.key,
    notBefore: request.notBefore,
    notAfter: request.notAfter,
    extensions: [
      extension(id_ce_keyUsage, true, new KeyUsage(KeyUsageFlags.digitalSignature)),
      purposes(request.purposes ?? [id_kp_codeSigning]),
      // Critical, because the subject is empty (RFC 5280 section 4.2.1.6).
      extension(id_ce_subjectAltName, true, new SubjectAlternativeName(request.names.map(generalName))),
      ...request.extensions,
    ],
    ...(ctLog === undefined
      ? {}
      : { last: (tbs) => sctExtension({ key: ctLog, issuerKey, tbs, time: request.notBefore }) }),
  });
};

/** A fresh P-256 key pair. */
export const createKey = (): { readonly publicKey: KeyObject; readonly privateKey: KeyObject } =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' });

/** Basic constraints and key usage of an authority with so many authorities below it. */
export const caExtensions = (pathLenConstraint: number): readonly CertificateExtension[] => [
  extension(id_ce_basicConstraints, true, new BasicConstraints({ cA: true, pathLenConstraint })),
  extension(id_ce_keyUsage, true, new KeyUsage(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign)),
];

const purposes = (oids: readonly string[]): CertificateExtension =>
  extension(id_ce_extKeyUsage, false, new ExtendedKeyUsage([...oids]));

// Names of these three forms under the host only, and no address at all.
const nameConstraints = (): CertificateExtension =>
  extension(
    id_ce_nameConstraints,
    true,
    new NameConstraints({
      permittedSubtrees: subtrees([
        { uniformResourceIdentifier: REHEARSAL_HOST },
        { rfc822Name: REHEARSAL_HOST },
        { dNSName: REHEARSAL_HOST },
      ]),
      excludedSubtrees: subtrees([{ iPAddress: '0.0.0.0/0.0.0.0' }, { iPAddress: '::/::' }]),
    }),
  );

const subtrees = (names: readonly Partial<GeneralName>[]): GeneralSubtrees =>
  new GeneralSubtrees(names.map((name) => new GeneralSubtree({ base: new GeneralName(name) })));

const generalName = (name: SubjectName): GeneralName => {
  if ('uri' in name) return new GeneralName({ uniformResourceIdentifier: name.uri });
  if ('email' in name) return new GeneralName({ rfc822Name: name.email });
  if ('dns' in name) return new GeneralName({ dNSName: name.dns });
  if ('ip' in name) return new GeneralName({ iPAddress: name.ip });
  const { oid, text } = name.other;
  return new GeneralName({ otherName: new OtherName({ typeId: oid, value: arrayBuffer(utf8(text)) }) });
};
