// What a small release with images consists of, by piece, and the hooks through which each can be changed before anything is
// signed over it.
import type { Colophon } from '../../src/domain/colophon.ts';
import type { Descriptor } from '../../src/domain/descriptor.ts';
import type { Digest } from '../../src/domain/digest.ts';
import type { Signer } from '../../src/ports/signer.ts';
import type { ReleaseOptions, SmallFile } from './release.ts';

export const ORIGIN = 'ghcr.io/acme/widget';
export const OTHER_ORIGIN = 'ghcr.io/acme/agent';
export const CHART = 'ghcr.io/acme/charts/greeter';
export const MIRROR = 'registry.example/team';

/** Which piece a hook is asked about: an image's id or the chart's name, and which of its manifests. */
export interface Piece {
  readonly content: 'widget' | 'agent' | 'greeter';
  /** `index`, a platform, `chart`; a provenance is of all of them and is asked about as `root`. */
  readonly label: string;
}
export type StatementPiece = Piece & { readonly says: 'signature' | 'provenance' | 'sbom' | 'more' };

/** Each may answer something else than it was given, bytes to the letter; `undefined` leaves the piece as it is. */
export interface ImageReleaseOptions extends Pick<ReleaseOptions, 'tag' | 'commit' | 'sigstore'> {
  /** A second image beside `widget`. */
  readonly second?: boolean;
  /** The config of a platform, before its manifest. */
  readonly config?: (config: object, piece: Piece) => unknown;
  /** A platform's or the chart's manifest, before what points at it. */
  readonly manifest?: (manifest: object, piece: Piece) => unknown;
  /** How the index points at a platform, before the index. */
  readonly pointer?: (descriptor: Descriptor, piece: Piece) => unknown;
  /** The whole index, before it is listed and signed. */
  readonly index?: (index: { readonly manifests: readonly Descriptor[] }, piece: Piece) => unknown;
  /** A platform's layer, a tar.gz. */
  readonly layer?: (texts: Record<string, string>, piece: Piece) => Uint8Array | undefined;
  /** Who signs a statement in place of the release. */
  readonly signer?: (piece: StatementPiece) => Signer | undefined;
  /** Statements before they are signed; `null` leaves one out. */
  readonly statement?: (statement: object, piece: StatementPiece) => unknown;
  /** Another statement over a manifest, signed, attached and listed. */
  readonly more?: (piece: Piece, digest: Digest) => object | undefined;
  /** The manifest that attaches a bundle, before it is listed. */
  readonly referrer?: (manifest: object, piece: StatementPiece) => unknown;
  /** Texts in the chart's archive: `Chart.yaml`, `values.yaml`, `templates/…`; its config follows `Chart.yaml`. */
  readonly chart?: (texts: Record<string, string>, pinned: string) => void;
  readonly chartConfig?: (config: object) => unknown;
  /** The manifests that people install, `install.yaml`, with the image's reference by digest. */
  readonly install?: (text: string, pinned: string) => string;
  /** Files before anything is said about them. */
  readonly files?: (files: Map<string, SmallFile>) => void;
  /** The manifest that attaches the sealed list. */
  readonly seal?: (manifest: object) => unknown;
  /** The sealed list. */
  readonly colophon?: (colophon: Colophon) => unknown;
}

/** What was pushed of an image or a chart. */
export interface Made {
  readonly name: Piece['content'];
  readonly repository: string;
  readonly root: Descriptor;
  readonly manifests: readonly { readonly label: string; readonly descriptor: Descriptor }[];
}
