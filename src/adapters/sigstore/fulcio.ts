// Asks Fulcio for a certificate about a key of ours (fulcio.proto, CreateSigningCertificate of API v2).
import { createPublicKey, sign, X509Certificate, type KeyObject } from 'node:crypto';

import { Failure } from '../../domain/failure.ts';
import { reveal, type Secret } from '../../domain/secret.ts';
import { invalid, json, post, type Connection } from './post.ts';

/** DER of the leaf certificate. Fails as `post` does, and with `IDENTITY_TOKEN_INVALID`. */
export const requestCertificate = async (
  connection: Connection,
  base: string,
  key: KeyObject,
  token: Secret,
): Promise<Uint8Array> => {
  const body = JSON.stringify({
    credentials: { oidcIdentityToken: reveal(token) },
    publicKeyRequest: {
      publicKey: {
        algorithm: 'ECDSA',
        content: createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString(),
      },
      // Fulcio lets the key's owner sign the token's subject.
      proofOfPossession: sign('sha256', Buffer.from(subjectOf(token), 'utf8'), key).toString('base64'),
    },
  });
  const url = `${base}/api/v2/signingCert`;
  const answer = await post(connection, {
    service: SERVICE,
    url,
    type: 'application/json',
    body,
    secret: token,
  });
  return leafOf(json(SERVICE, answer), key);
};

const SERVICE = 'Fulcio';

const subjectOf = (token: Secret): string => {
  const payload = reveal(token).split('.', 3)[1] ?? '';
  let claims: unknown;
  try {
    claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
  } catch {
    throw badToken();
  }
  const email = memberOf(claims, 'email');
  const subject = typeof email === 'string' && email !== '' ? email : memberOf(claims, 'sub');
  if (typeof subject !== 'string' || subject === '') throw badToken();
  return subject;
};

const leafOf = (answer: unknown, key: KeyObject): Uint8Array => {
  // A detached SCT has no place in a bundle.
  const chain = memberOf(memberOf(answer, 'signedCertificateEmbeddedSct'), 'chain');
  const certificates = memberOf(chain, 'certificates');
  const first: unknown = Array.isArray(certificates) ? certificates[0] : undefined;
  if (typeof first !== 'string') throw invalid(SERVICE, 'it holds no certificate with an embedded SCT');
  const certificate = parse(first);
  if (!certificate.checkPrivateKey(key)) throw invalid(SERVICE, 'the certificate is about another key');
  return new Uint8Array(certificate.raw);
};

const parse = (pem: string): X509Certificate => {
  try {
    return new X509Certificate(pem);
  } catch {
    throw invalid(SERVICE, 'the certificate cannot be read');
  }
};

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;

// Says nothing about what was there instead.
const badToken = (): Failure =>
  new Failure('IDENTITY_TOKEN_INVALID', 'the identity token is no JWT with a subject', {
    remedy: 'give the job the permission to ask for an identity token (id-token: write)',
  });
