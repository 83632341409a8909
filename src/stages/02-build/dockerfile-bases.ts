// What a Dockerfile takes from elsewhere: by digest, by a name alone, or in its place what the configuration says.
import type { Descriptor } from '../../domain/descriptor.ts';
import { isDigest } from '../../domain/digest.ts';
import { Failure } from '../../domain/failure.ts';
import type { UsedBase } from '../../domain/image.ts';
import type { DockerfileRule, SubstituteBase } from '../../domain/image-rule.ts';
import { OCI_CONFIG, OCI_MANIFEST } from '../../domain/oci.ts';
import type { BuildOutcome, UsedSubstitute } from '../../domain/outcome/build.ts';
import type { BuildSettings } from '../../domain/settings.ts';
import { dockerfileImages } from '../../formats/dockerfile.ts';
import { FormatError } from '../../formats/format-error.ts';
import { formatOciDocument, parseOciDocument } from '../../formats/oci/document.ts';
import { takeBase } from './base.ts';
import { type BaseDoors, basePlace } from './base-place.ts';
import type { ImagePiece } from './image-givers.ts';

export interface NamedBases {
  readonly bases: readonly UsedBase[];
  readonly unpinned: readonly string[];
}

/**
 * Images that the Dockerfile names and nothing stands in for. Fails with `BUILD_INPUT_INVALID` for a Dockerfile that is
 * none, a target that it has not, and a substitute for what it does not name.
 */
export const basesNamed = (
  text: string,
  { rule: { id, target, substitutes, file }, platform }: ImagePiece<DockerfileRule>,
  args: Readonly<Record<string, string>>,
  builder: string,
): NamedBases => {
  const filled = {
    ...args,
    TARGETPLATFORM: [
      platform.os,
      platform.architecture,
      ...(platform.variant ? [platform.variant] : []),
    ].join('/'),
    TARGETOS: platform.os,
    TARGETARCH: platform.architecture,
    TARGETVARIANT: platform.variant ?? '',
  };
  const { images, syntax } = read(id, file, () =>
    dockerfileImages(text, { args: filled, ...(target === undefined ? {} : { target }) }),
  );
  const idle = Object.keys(substitutes).find((from) => !images.includes(from));
  if (idle !== undefined)
    throw refused(id, `${file} takes from no ${JSON.stringify(idle)}, so nothing can be taken in its place`);
  const named = images.filter((image) => !Object.hasOwn(substitutes, image));
  // The program that BuildKit reads the file with is fetched as well; buildah reads it by itself.
  if (syntax !== undefined && builder !== 'buildah') named.push(syntax);
  const pinned = named.flatMap((name): readonly UsedBase[] => {
    const digest = name.slice(name.lastIndexOf('@') + 1);
    return isDigest(digest) ? [{ name, digest }] : [];
  });
  return { bases: pinned, unpinned: named.filter((name) => pinned.every((one) => one.name !== name)) };
};

export interface TakenSubstitute extends UsedSubstitute {
  /** Its manifest for the platform, in the store with all that it points at. */
  readonly content: Descriptor;
}

/** Everything that the configuration wants in the place of something. Fails with the `BASE_…` codes of `takeBase`. */
export const takeSubstitutes = async (
  piece: ImagePiece<DockerfileRule>,
  commit: string,
  earlier: ReadonlyMap<string, BuildOutcome>,
  settings: BuildSettings,
  doors: BaseDoors,
  doing: (text: string) => void,
): Promise<readonly TakenSubstitute[]> => {
  const taken: TakenSubstitute[] = [];
  for (const [from, base] of Object.entries(piece.rule.substitutes))
    taken.push({ from, ...(await takeOne(base, piece, commit, earlier, settings, doors, doing)) });
  return taken;
};

const takeOne = async (
  base: SubstituteBase,
  piece: ImagePiece<DockerfileRule>,
  commit: string,
  earlier: ReadonlyMap<string, BuildOutcome>,
  settings: BuildSettings,
  doors: BaseDoors,
  doing: (text: string) => void,
): Promise<Omit<TakenSubstitute, 'from'>> => {
  const { store } = doors;
  const place = basePlace(base, piece, commit, earlier, settings, doors);
  const { used, layers } = await takeBase(place, piece.platform, store, doing);
  const bytes = await place.document(used.digest);
  const document = bytes === undefined ? undefined : parseOciDocument(bytes, { foreign: true });
  if (bytes === undefined || document?.kind !== 'manifest') throw changed(place.name);
  const read = await place.blob(document.config);
  if (read === undefined) throw changed(place.name);
  const config = await store.write(read, OCI_CONFIG);
  if (config.digest !== document.config.digest) throw changed(place.name);
  // Builders are given OCI's own form; where the base has it, its very manifest.
  const isOurs = layers.every(({ mediaType }, at) => mediaType === document.layers[at]?.mediaType);
  const same = document.mediaType === OCI_MANIFEST && document.config.mediaType === OCI_CONFIG && isOurs;
  const manifest = same
    ? bytes
    : formatOciDocument({ kind: 'manifest', mediaType: OCI_MANIFEST, config, layers });
  const content = await store.write(manifest, OCI_MANIFEST);
  if (same && content.digest !== used.digest) throw changed(place.name);
  return { base: used, content };
};

const read = <T>(id: string, file: string, parse: () => T): T => {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    throw refused(id, `${file} is not taken: ${error.message}`);
  }
};

const refused = (id: string, message: string): Failure =>
  new Failure('BUILD_INPUT_INVALID', `the image ${id}: ${message}`, {
    remedy: 'write what stands in the Dockerfile: each `FROM` whole, tag and digest included',
    at: `build.images.${id}.dockerfile`,
  });

const changed = (name: string): Failure =>
  new Failure('BASE_INVALID', `the base ${name} changed while it was read`, {
    remedy: 'run the same command again',
  });
