// What is signed about an image or a chart: its role, a provenance and SBOMs, each attached where it belongs.
import { BUNDLE_MEDIA_TYPE } from '../../src/domain/bundle.ts';
import { byBytes } from '../../src/domain/byte-order.ts';
import type { ListedReferrer } from '../../src/domain/colophon.ts';
import type { Descriptor } from '../../src/domain/descriptor.ts';
import { type Digest, hexOf } from '../../src/domain/digest.ts';
import { IMAGE_SIGNATURE_TYPE, SPDX_TYPE, STATEMENT_TYPE } from '../../src/domain/statement.ts';
import { canonicalJson } from '../../src/formats/canonical-json.ts';
import { bundleReferrer } from '../../src/formats/oci/referrer.ts';
import type { Signer } from '../../src/ports/signer.ts';
import { plainDocument, type Push } from './image-content.ts';
import type { ImageReleaseOptions, Made, StatementPiece } from './image-pieces.ts';
import type { SmallFile } from './release.ts';

export const TIME = '2026-01-01T00:00:00Z';

export interface Statements {
  readonly options: ImageReleaseOptions;
  readonly push: Push;
  /** The release's own. */
  readonly signer: Signer;
  readonly tag: string;
  readonly provenanceOf: (made: Made) => object;
  /** Take the files that are published beside what is attached. */
  readonly sboms: Map<string, SmallFile>;
  readonly bundles: Map<string, SmallFile>;
}

/** Signs all that is said about each manifest, attaches it, and answers what a list would say is attached. */
export const attachStatements = async (
  made: Made,
  { options, push, signer: ours, tag, provenanceOf, sboms, bundles }: Statements,
): Promise<readonly ListedReferrer[]> => {
  const listed: ListedReferrer[] = [];
  const sign = async (statement: object, piece: StatementPiece): Promise<Uint8Array | undefined> => {
    const changed = options.statement?.(statement, piece);
    const signer = options.signer?.(piece) ?? ours;
    return changed === null ? undefined : signer.statement(canonicalJson(changed ?? statement));
  };
  const attach = async (bundle: Uint8Array, subject: Descriptor, type: string, piece: StatementPiece) => {
    const referrer = bundleReferrer({
      subject,
      bundle: push.blob(made.repository, bundle, BUNDLE_MEDIA_TYPE),
      predicateType: type,
      time: TIME,
    });
    const value = plainDocument(referrer);
    const descriptor = push.referrer(made.repository, subject, options.referrer?.(value, piece) ?? value);
    listed.push({
      subject: subject.digest,
      digest: descriptor.digest,
      size: descriptor.size,
      artifactType: BUNDLE_MEDIA_TYPE,
    });
  };
  const root = { content: made.name, label: 'root', says: 'provenance' } as const;
  const provenance = await sign(provenanceOf(made), root);
  if (provenance !== undefined)
    bundles.set(`${made.name}.intoto.jsonl`, { role: 'provenance', bytes: provenance });
  for (const { label, descriptor } of made.manifests) {
    const piece = { content: made.name, label };
    if (provenance !== undefined)
      await attach(provenance, descriptor, 'https://slsa.dev/provenance/v1', {
        ...piece,
        says: 'provenance',
      });
    const signature = await sign(signatureOf(made, label, descriptor, tag), {
      ...piece,
      says: 'signature',
    });
    if (signature !== undefined)
      await attach(signature, descriptor, IMAGE_SIGNATURE_TYPE, { ...piece, says: 'signature' });
    const more = options.more?.(piece, descriptor.digest);
    if (more !== undefined) {
      const type = String((more as { readonly predicateType?: unknown }).predicateType);
      await attach(await ours.statement(canonicalJson(more)), descriptor, type, {
        ...piece,
        says: 'more',
      });
    }
    if (made.name === 'greeter') continue;
    const document = spdxOf(descriptor.digest);
    sboms.set(`${made.name}.${label.replaceAll('/', '_')}.spdx.json`, {
      role: 'sbom',
      bytes: canonicalJson(document),
      describes: descriptor.digest,
    });
    const statement = {
      _type: STATEMENT_TYPE,
      subject: [{ name: made.repository, digest: { sha256: hexOf(descriptor.digest) } }],
      predicateType: SPDX_TYPE,
      predicate: document,
    };
    const sbom = await sign(statement, { ...piece, says: 'sbom' });
    if (sbom !== undefined) await attach(sbom, descriptor, SPDX_TYPE, { ...piece, says: 'sbom' });
  }
  return listed.toSorted((a, b) => byBytes(a.subject, b.subject) || byBytes(a.digest, b.digest));
};

const signatureOf = (
  { repository, name }: Made,
  label: string,
  { digest }: Descriptor,
  tag: string,
): object => ({
  _type: STATEMENT_TYPE,
  subject: [
    {
      digest: { sha256: hexOf(digest) },
      annotations: {
        image: repository,
        tag: name === 'greeter' ? '1.2.3' : tag,
        ...(label === 'index' || label === 'chart' ? {} : { platform: label }),
      },
    },
  ],
  predicateType: IMAGE_SIGNATURE_TYPE,
  predicate: {},
});

const spdxOf = (digest: Digest): object => ({
  spdxVersion: 'SPDX-2.3',
  SPDXID: 'SPDXRef-DOCUMENT',
  documentDescribes: ['SPDXRef-Image'],
  packages: [{ SPDXID: 'SPDXRef-Image', checksums: [{ algorithm: 'SHA256', checksumValue: hexOf(digest) }] }],
});
