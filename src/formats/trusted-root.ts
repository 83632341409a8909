// A trusted root: who is believed about certificates, logs and time (sigstore/protobuf-specs sigstore_trustroot.proto, v0.1).
import type { X509Certificate } from '@sigstore/core';
import { TrustedRoot } from '@sigstore/protobuf-specs';
import { toTrustMaterial } from '@sigstore/verify';

import { type Certificate, readCertificate, TIME_STAMPING } from './certificate.ts';
import { FormatError } from './format-error.ts';
import { parseJson } from './json.ts';
import { rememberX509 } from './x509.ts';
import { base64, exactly, type Fields, filled, list, maybe, object, one, text } from './strict.ts';

const LIMIT = 4 * 1024 * 1024;
const MEDIA_TYPES = [
  'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
  'application/vnd.dev.sigstore.trustedroot.v0.1+json',
  'application/vnd.dev.sigstore.trustedroot.v0.2+json',
];

/** Opaque outside formats/: what @sigstore/verify works with, and each authority's certificates as we read them. */
export interface TrustedRootMaterial {
  readonly material: ReturnType<typeof toTrustMaterial>;
  /** In the order of `material.certificateAuthorities`. */
  readonly authorities: readonly (readonly Certificate[])[];
  /** In the order of `material.timestampAuthorities`. */
  readonly timestampers: readonly (readonly Certificate[])[];
  /** Leaves that were met under this root, by their bytes: several bundles often share one. */
  readonly leaves: Map<string, X509Certificate>;
}

/** The root that these bytes hold; the same array is parsed once. Throws `FormatError`. */
export const parseTrustedRoot = (bytes: Uint8Array): TrustedRootMaterial => {
  const root = parsed.get(bytes) ?? parse(bytes);
  parsed.set(bytes, root);
  return root;
};

const parsed = new WeakMap<Uint8Array, TrustedRootMaterial>();

const parse = (bytes: Uint8Array): TrustedRootMaterial => {
  const json = parseJson(bytes, { bytes: LIMIT });
  const fields = object(json, '');
  one(fields['mediaType'], 'mediaType', MEDIA_TYPES);
  const authorities = list(
    fields['certificateAuthorities'] ?? [],
    'certificateAuthorities',
    readAuthority,
    64,
  );
  const timestampers = list(fields['timestampAuthorities'] ?? [], 'timestampAuthorities', readAuthority, 64);
  for (const name of ['tlogs', 'ctlogs']) list(fields[name] ?? [], name, demandLog, 64);
  for (const [leaf] of timestampers) {
    if (leaf?.usages?.length !== 1 || leaf.usages[0] !== TIME_STAMPING)
      throw new FormatError('an authority that may not stamp time', 'timestampAuthorities');
  }
  return {
    material: remember(materialOf(json), { authorities, timestampers }),
    authorities,
    timestampers,
    leaves: new Map(),
  };
};

/** The certificates in it remember what was computed about them. */
const remember = (
  material: TrustedRootMaterial['material'],
  { authorities, timestampers }: Pick<TrustedRootMaterial, 'authorities' | 'timestampers'>,
): TrustedRootMaterial['material'] => {
  const chains = [...material.certificateAuthorities, ...material.timestampAuthorities].map(
    ({ certChain }) => certChain,
  );
  [...authorities, ...timestampers].forEach((chain, index) =>
    chain.forEach((read, place) => {
      const certificate = chains[index]?.[place];
      if (certificate !== undefined) rememberX509(certificate, read);
    }),
  );
  return material;
};

const materialOf = (json: unknown): TrustedRootMaterial['material'] => {
  try {
    return toTrustMaterial(TrustedRoot.fromJSON(json));
  } catch {
    throw new FormatError('a key or a certificate of it cannot be read');
  }
};

const readAuthority = (value: unknown, at: string): readonly Certificate[] => {
  const fields = object(value, at);
  const chain = object(fields['certChain'], `${at}.certChain`);
  const certificates = list(chain['certificates'], `${at}.certChain.certificates`, readRaw, 8);
  if (certificates.length === 0) throw new FormatError('no certificate', at);
  demandPeriod(fields, at);
  return certificates;
};

const readRaw = (value: unknown, at: string): Certificate =>
  readCertificate(base64(exactly(value, at, ['rawBytes'])['rawBytes'], `${at}.rawBytes`));

const demandLog = (value: unknown, at: string): void => {
  const fields = object(value, at);
  filled(fields['baseUrl'], `${at}.baseUrl`);
  const key = object(fields['publicKey'], `${at}.publicKey`);
  base64(key['rawBytes'], `${at}.publicKey.rawBytes`);
  filled(key['keyDetails'], `${at}.publicKey.keyDetails`);
  demandPeriod(key, `${at}.publicKey`);
  base64(object(fields['logId'] ?? fields['checkpointKeyId'], `${at}.logId`)['keyId'], `${at}.logId.keyId`);
};

// A key without a beginning would be believed about every time.
const demandPeriod = (fields: Fields, at: string): void => {
  const period = object(fields['validFor'], `${at}.validFor`);
  demandTime(period['start'], `${at}.validFor.start`);
  maybe(period, 'end', `${at}.validFor`, demandTime);
};

const demandTime = (value: unknown, at: string): void => {
  if (Number.isNaN(Date.parse(text(value, at)))) throw new FormatError('no time', at);
};
