// An authority of a test's own for encrypted servers on this machine, and a key with its certificate for some names.
import { generateKeyPairSync } from 'node:crypto';

import {
  BasicConstraints,
  GeneralName,
  id_ce_basicConstraints,
  id_ce_subjectAltName,
  SubjectAlternativeName,
} from '@peculiar/asn1-x509';

import { extension, signCertificate } from '../../src/adapters/local-sigstore/certificate.ts';

const DAY = 86_400_000;
const pem = (der: Uint8Array): string =>
  `-----BEGIN CERTIFICATE-----\n${Buffer.from(der).toString('base64')}\n-----END CERTIFICATE-----\n`;

export interface OwnAuthority {
  /** All three as PEM: of the server, of the server, and of whoever vouches for it. */
  readonly key: string | Buffer;
  readonly cert: string;
  readonly authority: string;
}

/** Valid yesterday and tomorrow, for these hosts. */
export const ownAuthority = (hosts: readonly string[]): OwnAuthority => {
  const pair = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const [authority, server] = [pair(), pair()];
  const valid = { key: authority.privateKey, notBefore: Date.now() - DAY, notAfter: Date.now() + DAY };
  const issuer = signCertificate({
    ...valid,
    subject: { commonName: 'Trial authority' },
    publicKey: authority.publicKey,
    extensions: [extension(id_ce_basicConstraints, true, new BasicConstraints({ cA: true }))],
  });
  const names = hosts.map((dNSName) => new GeneralName({ dNSName }));
  const certificate = signCertificate({
    ...valid,
    subject: { commonName: hosts[0] ?? 'nobody' },
    publicKey: server.publicKey,
    issuer,
    extensions: [extension(id_ce_subjectAltName, false, new SubjectAlternativeName(names))],
  });
  const key = server.privateKey.export({ type: 'pkcs8', format: 'pem' });
  return { key, cert: pem(certificate), authority: pem(issuer) };
};
