// A digest names bytes (OCI image-spec, descriptor.md "Digests"). Only SHA-256 is ours.

/** `sha256:` and 64 lower-case hexadecimal digits. */
export type Digest = `sha256:${string}`;

const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** Whether a text is a digest, exactly. */
export const isDigest = (text: unknown): text is Digest => typeof text === 'string' && DIGEST.test(text);

/** The 64 hexadecimal digits of a digest. */
export const hexOf = (digest: Digest): string => digest.slice('sha256:'.length);

/** The digest with these 64 lower-case hexadecimal digits; `undefined` for any other text. */
export const digestOfHex = (hex: string): Digest | undefined => {
  const digest = `sha256:${hex}`;
  return isDigest(digest) ? digest : undefined;
};
