// One bundle: signed with a leaf key, entered in the log, stamped. Forgeries are minted with it too.
import { sign, type KeyObject } from 'node:crypto';

import { formatBundle, type SignedContent } from '../../formats/bundle/write.ts';
import { pae } from '../../formats/pae.ts';
import { digestOf, type TransparencyLog } from './log.ts';
import { timestamp, type TimestampAuthority } from './timestamp.ts';

/** A leaf key and the certificate about it. */
export interface Leaf {
  readonly key: KeyObject;
  /** DER. */
  readonly certificate: Uint8Array;
}

export interface MintOptions {
  readonly leaf: Leaf;
  readonly log: TransparencyLog;
  readonly timestampAuthority: TimestampAuthority;
  /** Milliseconds since 1970: what the timestamp will say. */
  readonly time: number;
}

export type Signable =
  | { readonly kind: 'dsse'; readonly payloadType: string; readonly payload: Uint8Array }
  | { readonly kind: 'message'; readonly message: Uint8Array };

/** The bundle's bytes. Checks nothing of what it signs. */
export const mintBundle = async (options: MintOptions, signable: Signable): Promise<Uint8Array> => {
  const { leaf, log, timestampAuthority, time } = options;
  const signed = signable.kind === 'dsse' ? pae(signable.payloadType, signable.payload) : signable.message;
  const signature = new Uint8Array(sign('sha256', signed, leaf.key));
  const digest = digestOf(signed);
  const entry = await log.add({ digest, signature, certificate: leaf.certificate });
  const content: SignedContent =
    signable.kind === 'dsse' ? { ...signable, signature } : { kind: 'message', digest, signature };
  return formatBundle({
    content,
    certificate: leaf.certificate,
    entries: [entry],
    timestamps: [timestamp(timestampAuthority, signature, time)],
  });
};
