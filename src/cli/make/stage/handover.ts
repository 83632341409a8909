// What one process hands to another: some outcomes of one stage, with all that they point at, as one manifest.
// Strict and bounded on reading: whoever wrote it may have run project code (docs: trust, 7).
import type { Descriptor } from '../../../domain/descriptor.ts';
import type { Digest } from '../../../domain/digest.ts';
import { Failure } from '../../../domain/failure.ts';
import { MAX_MANIFEST, OCI_EMPTY, OCI_MANIFEST } from '../../../domain/oci.ts';
import { STAGE_NAMES, type StageName } from '../../../domain/stage-name.ts';
import { formatLedgerLine, type LedgerLine, parseLedgerLine } from '../../../engine/ledger.ts';
import { canonicalJson, canonicalText } from '../../../formats/canonical-json.ts';
import { FormatError } from '../../../formats/format-error.ts';
import { parseCanonicalJson } from '../../../formats/json.ts';
import { formatOciDocument, type OciManifest, parseOciDocument } from '../../../formats/oci/document.ts';
import { sha256 } from '../../../formats/sha256.ts';
import { digest, exactly, list, one, whole } from '../../../formats/strict.ts';

export const HANDOVER_MEDIA_TYPE = 'application/vnd.colophon.handover.v1+json';
export const LEDGER_MEDIA_TYPE = 'application/vnd.colophon.ledger.v1+json';
/** The largest list of outcomes, in bytes. */
export const MAX_LEDGER = 16 * 1024 * 1024;

const KIND = 'colophon.handover';

export interface Handover {
  /** The release that the outcomes belong to, as `releaseId` computes it. */
  readonly release: Digest;
  readonly stage: StageName;
  /** The stage's revision in the Colophon that made them. */
  readonly revision: number;
  readonly lines: readonly LedgerLine[];
}

export interface HandoverDocuments {
  readonly ledger: { readonly content: Descriptor; readonly bytes: Uint8Array };
  readonly manifest: { readonly content: Descriptor; readonly bytes: Uint8Array };
}

/** The config of an artifact that has none. */
export const EMPTY_CONFIG = new TextEncoder().encode('{}');

/**
 * Both documents of a hand-over of these blobs: outcomes and everything that they point at. Fails with
 * `MANIFEST_TOO_LARGE` for more blobs than a manifest may list.
 */
export const formatHandover = (
  { release, stage, revision, lines }: Handover,
  blobs: readonly Descriptor[],
): HandoverDocuments => {
  const ledger = canonicalJson({ kind: KIND, version: 1, release, stage, revision, lines });
  const ledgerContent = contentOf(ledger, LEDGER_MEDIA_TYPE);
  const manifest = formatOciDocument({
    kind: 'manifest',
    mediaType: OCI_MANIFEST,
    artifactType: HANDOVER_MEDIA_TYPE,
    config: contentOf(EMPTY_CONFIG, OCI_EMPTY),
    layers: [ledgerContent, ...blobs],
  });
  if (manifest.length > MAX_MANIFEST)
    throw new Failure(
      'MANIFEST_TOO_LARGE',
      `${stage} left ${blobs.length} blobs, too many for one manifest`,
      {
        remedy: 'hand over fewer platforms at a time with --platform',
      },
    );
  return {
    ledger: { content: ledgerContent, bytes: ledger },
    manifest: { content: contentOf(manifest, OCI_MANIFEST), bytes: manifest },
  };
};

/** The list of outcomes and the blobs that a manifest names. Throws `FormatError` for any other manifest. */
export const parseHandoverManifest = (
  bytes: Uint8Array,
): { readonly ledger: Descriptor; readonly blobs: readonly Descriptor[] } => {
  const document = parseOciDocument(bytes);
  if (document.kind !== 'manifest') throw new FormatError('an index, not a manifest');
  demandBare(document);
  one(document.artifactType, 'artifactType', [HANDOVER_MEDIA_TYPE]);
  const [ledger, ...blobs] = document.layers;
  if (ledger?.mediaType !== LEDGER_MEDIA_TYPE)
    throw new FormatError('the first is no list of outcomes', 'layers');
  if (ledger.size > MAX_LEDGER) throw new FormatError(`more than ${MAX_LEDGER} bytes`, 'layers[0]');
  return { ledger, blobs };
};

const demandBare = ({ subject, config }: OciManifest): void => {
  if (subject !== undefined) throw new FormatError('it speaks about another manifest', 'subject');
  one(config.digest, 'config.digest', [sha256(EMPTY_CONFIG)]);
};

/** The list of outcomes. Throws `FormatError`, and `Failure` `LEDGER_DAMAGED` for a line that is none. */
export const parseHandover = (bytes: Uint8Array): Handover => {
  const value = parseCanonicalJson(bytes, { bytes: MAX_LEDGER });
  const fields = exactly(value, '', ['kind', 'version', 'release', 'stage', 'revision', 'lines']);
  one(fields['kind'], 'kind', [KIND]);
  if (fields['version'] !== 1) throw new FormatError('not 1', 'version');
  const stage = one(fields['stage'], 'stage', STAGE_NAMES);
  const lines = list(fields['lines'], 'lines', (line) => parseLedgerLine(canonicalText(line)));
  const foreign = lines.find((line) => line.stage !== stage);
  if (foreign !== undefined) throw new FormatError(`a line of ${foreign.stage}`, 'lines');
  const twice = lines.find(({ part }, at) => lines.findIndex((line) => line.part === part) !== at);
  if (twice !== undefined)
    throw new FormatError(`${formatLedgerLine(twice).slice(0, 200)} stands twice`, 'lines');
  return {
    release: digest(fields['release'], 'release'),
    stage,
    revision: whole(fields['revision'], 'revision'),
    lines,
  };
};

const contentOf = (bytes: Uint8Array, mediaType: string): Descriptor => ({
  mediaType,
  digest: sha256(bytes),
  size: bytes.length,
});
