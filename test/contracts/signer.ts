// What every signer owes: bundles that @sigstore/verify accepts under the signer's own root, and refusals.
import { Buffer } from 'node:buffer';

import { bundleFromJSON } from '@sigstore/bundle';
import { TrustedRoot } from '@sigstore/protobuf-specs';
import { toSignedEntity, toTrustMaterial, Verifier } from '@sigstore/verify';
import { describe, expect, it } from 'vitest';

import type { Identity } from '../../src/domain/identity.ts';
import { canonicalFault } from '../../src/formats/bundle/canonical.ts';
import { readBundle } from '../../src/formats/bundle/read.ts';
import { canonicalBundle } from '../../src/formats/bundle/write.ts';
import { canonicalJson } from '../../src/formats/canonical-json.ts';
import { pae } from '../../src/formats/pae.ts';
import { parseTrustedRoot } from '../../src/formats/trusted-root.ts';
import type { Signer } from '../../src/ports/signer.ts';

export interface SignerUnderTest {
  readonly signer: Signer;
  readonly identity: Identity;
  /** TrustedRoot JSON. */
  readonly trustedRoot: Uint8Array;
}

export const STATEMENT = canonicalJson({
  _type: 'https://in-toto.io/Statement/v1',
  subject: [
    { name: 'widget_linux_amd64.tar.gz', digest: { sha256: 'a'.repeat(64) } },
    { name: 'widget_linux_arm64.tar.gz', digest: { sha256: 'b'.repeat(64) } },
  ],
  predicateType: 'https://slsa.dev/provenance/v1',
  predicate: { note: 'ü — not only ASCII' },
});

export const DOCUMENT = canonicalJson({ kind: 'colophon.release', version: 1, tag: 'v1.2.3' });

/** Verifies a bundle as a consumer would: exact identity, one SCT, one log entry, one timestamp. Throws when refused. */
export const verifyBundle = (
  under: Omit<SignerUnderTest, 'signer'>,
  bundle: Uint8Array,
  message?: Uint8Array,
): void => {
  const root = TrustedRoot.fromJSON(JSON.parse(text(under.trustedRoot)));
  const verifier = new Verifier(toTrustMaterial(root), {
    ctlogThreshold: 1,
    tlogThreshold: 1,
    timestampThreshold: 1,
  });
  const entity = toSignedEntity(
    bundleFromJSON(JSON.parse(text(bundle))),
    message === undefined ? undefined : Buffer.from(message),
  );
  verifier.verify(entity, {
    subjectAlternativeName: new RegExp(`^${under.identity.san.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')}$`),
    extensions: { issuer: under.identity.issuer },
  });
};

/** The suite; `open` makes a fresh signer. */
export const signerContract = (name: string, open: () => Promise<SignerUnderTest>): void => {
  describe(`signer: ${name}`, () => {
    it('signs a statement with several subjects', async () => {
      const under = await open();
      const bundle = await under.signer.statement(STATEMENT);
      expect(() => verifyBundle(under, bundle)).not.toThrow();
      expect(payloadOf(bundle)).toEqual(Buffer.from(STATEMENT));
    });

    it('signs a document, and only that document', async () => {
      const under = await open();
      const bundle = await under.signer.document(DOCUMENT);
      expect(() => verifyBundle(under, bundle, DOCUMENT)).not.toThrow();
      const other = canonicalJson({ kind: 'colophon.release', version: 1, tag: 'v1.2.4' });
      expect(() => verifyBundle(under, bundle, other)).toThrow(
        expect.objectContaining({ code: 'SIGNATURE_ERROR' }),
      );
    });

    it('writes bundles v0.3 in their canonical form, on one line', async () => {
      const { signer } = await open();
      for (const bundle of [await signer.statement(STATEMENT), await signer.document(DOCUMENT)]) {
        expect(text(canonicalBundle(JSON.parse(text(bundle))))).toBe(text(bundle));
        expect(text(bundle)).not.toContain('\n');
        expect(text(bundle)).toContain('"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json"');
      }
    });

    it('writes bundles that our own reader finds canonical to the bit', async () => {
      const { signer, trustedRoot } = await open();
      const root = parseTrustedRoot(trustedRoot);
      for (const bundle of [await signer.statement(STATEMENT), await signer.document(DOCUMENT)]) {
        expect(canonicalFault(bundle, readBundle(bundle), root)).toBeUndefined();
      }
    });

    it('signs several at once', async () => {
      const under = await open();
      const documents = [1, 2, 3, 4].map((n) => canonicalJson({ kind: 'colophon.release', version: 1, n }));
      const bundles = await Promise.all(documents.map((document) => under.signer.document(document)));
      bundles.forEach((bundle, i) => {
        expect(() => verifyBundle(under, bundle, documents[i])).not.toThrow();
      });
    });

    it('is refused under the name of a look-alike', async () => {
      const under = await open();
      const bundle = await under.signer.statement(STATEMENT);
      const identity = { ...under.identity, san: `${under.identity.san}x` };
      expect(() => verifyBundle({ ...under, identity }, bundle)).toThrow(
        expect.objectContaining({ code: 'UNTRUSTED_SIGNER_ERROR' }),
      );
    });

    it.each([
      { name: 'what could be recast as an envelope', input: pae('application/vnd.in-toto+json', STATEMENT) },
      { name: 'bytes that are no JSON', input: new TextEncoder().encode('hello') },
      { name: 'JSON that is not canonical', input: new TextEncoder().encode('{"version":1,"kind":"x"}') },
    ])('refuses $name as a document', async ({ input }) => {
      const { signer } = await open();
      await expect(signer.document(input)).rejects.toMatchObject({ code: 'SIGNING_REFUSED' });
    });

    it('refuses a document as a statement', async () => {
      const { signer } = await open();
      await expect(signer.statement(DOCUMENT)).rejects.toMatchObject({ code: 'SIGNING_REFUSED' });
    });
  });
};

const payloadOf = (bundle: Uint8Array): Buffer => {
  const { dsseEnvelope } = JSON.parse(text(bundle)) as { dsseEnvelope: { payload: string } };
  return Buffer.from(dsseEnvelope.payload, 'base64');
};

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
