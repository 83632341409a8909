// Asks a timestamp authority when a signature was there (RFC 3161 over HTTP, section 3.4).
import { createHash, randomBytes } from 'node:crypto';

import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import {
  MessageImprint,
  PKIStatus,
  TimeStampReq,
  TimeStampReqVersion,
  TimeStampResp,
} from '@peculiar/asn1-tsp';
import { AlgorithmIdentifier } from '@peculiar/asn1-x509';

import { invalid, post, type Connection } from './post.ts';

/** DER of the TimeStampResp over this signature. `url` is whole, as signing configurations give it. Fails as `post` does. */
export const requestTimestamp = async (
  connection: Connection,
  url: string,
  signature: Uint8Array,
): Promise<Uint8Array> => {
  const request = new TimeStampReq({
    version: TimeStampReqVersion.v1,
    messageImprint: new MessageImprint({
      hashAlgorithm: new AlgorithmIdentifier({ algorithm: SHA256 }),
      hashedMessage: new OctetString(createHash('sha256').update(signature).digest()),
    }),
    nonce: nonce(),
    // The trusted root holds the authority's certificates.
    certReq: false,
  });
  const body = new Uint8Array(AsnConvert.serialize(request));
  const answer = await post(connection, { service: SERVICE, url, type: 'application/timestamp-query', body });
  if (!isGranted(answer)) throw invalid(SERVICE, 'it is no granted timestamp');
  return answer;
};

const SERVICE = 'the timestamp authority';
const SHA256 = '2.16.840.1.101.3.4.2.1';

const isGranted = (answer: Uint8Array): boolean => {
  try {
    const { status, timeStampToken } = AsnConvert.parse(answer, TimeStampResp);
    return status.status === PKIStatus.granted && timeStampToken !== undefined;
  } catch {
    return false;
  }
};

// A positive INTEGER that needs no padding: the first byte is made 0x40 to 0x7f.
const nonce = (): ArrayBuffer => {
  const value = new ArrayBuffer(16);
  const bytes = new Uint8Array(value);
  bytes.set(randomBytes(16));
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return value;
};
