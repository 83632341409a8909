// The trusted root of a rehearsal: who may have signed and logged it (sigstore_trustroot.proto, TrustedRoot v0.1).
import { Buffer } from 'node:buffer';

import { REHEARSAL_HOST } from '../../domain/identity.ts';
import { canonicalText } from '../../formats/canonical-json.ts';
import { parseCertificate, publicKeyInfo } from './certificate.ts';
import { ORGANIZATION } from './authority.ts';
import { ctLogId } from './ct-log.ts';
import type { Keys } from './keys.ts';
import { LOG_ORIGIN, logId } from './log.ts';

/** One line of canonical JSON with its line feed (gh reads a root as JSON lines); a pure function of the keys. */
export const formatTrustedRoot = ({ authority, timestampAuthority, ctLog, log }: Keys): Uint8Array => {
  const validFor = { start: startOf(authority.root) };
  const root = {
    mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
    certificateAuthorities: [
      authorityJson(`https://fulcio.${REHEARSAL_HOST}`, [authority.intermediate, authority.root]),
    ],
    ctlogs: [
      {
        baseUrl: `https://ctlog.${REHEARSAL_HOST}`,
        hashAlgorithm: 'SHA2_256',
        publicKey: {
          keyDetails: 'PKIX_ECDSA_P256_SHA_256',
          rawBytes: base64(publicKeyInfo(ctLog)),
          validFor,
        },
        logId: { keyId: base64(ctLogId(ctLog)) },
      },
    ],
    timestampAuthorities: [
      authorityJson(`https://timestamp.${REHEARSAL_HOST}`, [
        timestampAuthority.leaf,
        timestampAuthority.root,
      ]),
    ],
    tlogs: [
      {
        // Readers take the host of this address as the origin of the checkpoints.
        baseUrl: `https://${LOG_ORIGIN}`,
        hashAlgorithm: 'SHA2_256',
        publicKey: { keyDetails: 'PKIX_ED25519', rawBytes: base64(publicKeyInfo(log)), validFor },
        logId: { keyId: base64(logId(log)) },
      },
    ],
  };
  return new TextEncoder().encode(`${canonicalText(root)}\n`);
};

const authorityJson = (uri: string, chain: readonly Uint8Array[]) => {
  const last = chain.at(-1);
  return {
    subject: { organization: ORGANIZATION },
    uri,
    certChain: { certificates: chain.map((certificate) => ({ rawBytes: base64(certificate) })) },
    ...(last === undefined ? {} : { validFor: { start: startOf(last) } }),
  };
};

const startOf = (certificate: Uint8Array): string =>
  parseCertificate(certificate)
    .tbsCertificate.validity.notBefore.getTime()
    .toISOString()
    .replace('.000Z', 'Z');

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
