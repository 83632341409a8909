import { expect, it } from 'vitest';

import { canonicalBundle, formatBundle, type BundleParts } from './write.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const parts: BundleParts = {
  content: { kind: 'message', digest: bytes('d'), signature: bytes('s') },
  certificate: bytes('c'),
  entries: [
    {
      index: 7,
      logId: bytes('l'),
      kind: 'hashedrekord',
      version: '0.0.2',
      body: bytes('b'),
      root: bytes('r'),
      size: 9,
      path: [bytes('p')],
      checkpoint: 'note\n',
    },
  ],
  timestamps: [bytes('t')],
};
const text = (value: Uint8Array): string => new TextDecoder().decode(value);

it('writes a message bundle to the bit', () => {
  expect(text(formatBundle(parts))).toBe(
    '{"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json","messageSignature":{"messageDigest":{"algorithm":"SHA2_256","digest":"ZA=="},"signature":"cw=="},' +
      '"verificationMaterial":{"certificate":{"rawBytes":"Yw=="},"timestampVerificationData":{"rfc3161Timestamps":[{"signedTimestamp":"dA=="}]},' +
      '"tlogEntries":[{"canonicalizedBody":"Yg==","inclusionProof":{"checkpoint":{"envelope":"note\\n"},"hashes":["cA=="],"logIndex":"7","rootHash":"cg==","treeSize":"9"},' +
      '"kindVersion":{"kind":"hashedrekord","version":"0.0.2"},"logId":{"keyId":"bA=="},"logIndex":"7"}]}}',
  );
});

it('writes an envelope without an empty key id', () => {
  const content = { kind: 'dsse', payloadType: 'x/y', payload: bytes('{}'), signature: bytes('s') } as const;
  const { dsseEnvelope } = JSON.parse(text(formatBundle({ ...parts, content }))) as { dsseEnvelope: unknown };
  expect(dsseEnvelope).toEqual({ payload: 'e30=', payloadType: 'x/y', signatures: [{ sig: 'cw==' }] });
});

it.each([
  {
    name: 'an unknown field',
    change: (json: string) => json.replace('{"mediaType"', '{"extra":1,"mediaType"'),
  },
  {
    name: 'a time that no one signed',
    change: (json: string) => json.replace('"logId"', '"integratedTime":"0","logId"'),
  },
  { name: 'a number for a text', change: (json: string) => json.replace('"treeSize":"9"', '"treeSize":9') },
  { name: 'base64 without padding', change: (json: string) => json.replace('"Yg=="', '"Yg"') },
  { name: 'base64 with loose bits', change: (json: string) => json.replace('"Yg=="', '"Yh=="') },
  { name: 'space', change: (json: string) => json.replace(':', ': ') },
  { name: 'an enum as a number', change: (json: string) => json.replace('"SHA2_256"', '1') },
])('knows a form with $name as not canonical', ({ change }) => {
  const canonical = text(formatBundle(parts));
  const changed = change(canonical);
  expect(changed).not.toBe(canonical);
  expect(text(canonicalBundle(JSON.parse(changed)))).toBe(canonical);
});
