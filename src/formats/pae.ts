// DSSE's pre-authentication encoding: the bytes that an envelope's signature is over (DSSE protocol.md, "PAE").

/** How every PAE begins; nothing else that we sign may begin so, else it could be recast as an envelope. */
export const PAE_START = 'DSSEv1 ';

/** `DSSEv1 <length of type> <type> <length of payload> <payload>`, lengths in bytes. */
export const pae = (payloadType: string, payload: Uint8Array): Uint8Array => {
  const type = new TextEncoder().encode(payloadType);
  const head = new TextEncoder().encode(`${PAE_START}${type.length} ${payloadType} ${payload.length} `);
  const bytes = new Uint8Array(head.length + payload.length);
  bytes.set(head);
  bytes.set(payload, head.length);
  return bytes;
};
