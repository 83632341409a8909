// The files of an image's layer: which outputs of which builders, and where each one lies.
import { byBytes } from '../../domain/byte-order.ts';
import { Failure } from '../../domain/failure.ts';
import type { BuildOutcome, BuiltFile, PlacedFile } from '../../domain/outcome/build.ts';
import { formatPlatform } from '../../domain/platform.ts';
import type { LayerFile, LayersRule } from '../../domain/image-rule.ts';
import type { BuildSettings } from '../../domain/settings.ts';
import { glob, isGlob } from '../../formats/glob.ts';
import type { LayerOwner } from '../../formats/oci/layer.ts';
import { type ImagePiece, partsForImage } from './image-parts.ts';

/** A file at its place, with what it becomes there. */
export interface LaidFile extends PlacedFile, LayerOwner {}

/**
 * Every file of one platform of an image, by path. Fails with `BUILD_INPUT_INVALID` for a rule that matches no file,
 * for several files in one place, and for several where one is meant.
 */
export const laidFiles = (
  piece: ImagePiece<LayersRule>,
  earlier: ReadonlyMap<string, BuildOutcome>,
  settings: BuildSettings,
): readonly LaidFile[] => {
  const laid = piece.rule.files.flatMap((rule) => {
    const parts = partsForImage(rule, piece, settings);
    return parts.length === 0
      ? []
      : lay(
          rule,
          parts.flatMap((part) => earlier.get(part)?.files ?? []),
          piece,
        );
  });
  const sorted = laid.toSorted((a, b) => byBytes(a.path, b.path));
  const twice = sorted.find(({ path }, at) => sorted[at - 1]?.path === path);
  if (twice !== undefined) throw invalid(piece, `two files would lie at /${twice.path}`);
  return sorted;
};

const lay = (
  rule: LayerFile,
  built: readonly BuiltFile[],
  piece: ImagePiece<LayersRule>,
): readonly LaidFile[] => {
  const { from, path = '**', to, mode, uid, gid } = rule;
  const matches = glob(path);
  const files = built.filter(
    (file) => matches(file.path) || (!path.includes('/') && matches(baseName(file.path))),
  );
  if (files.length === 0) throw invalid(piece, `${from} left no file that matches ${path}`);
  const below = to.endsWith('/') || (files.some(inDirectory) && (rule.path === undefined || isGlob(path)));
  if (!below && files.length > 1)
    throw invalid(piece, `${files.length} files of ${from} cannot all be ${to}`);
  const root = to
    .split('/')
    .filter((part) => part !== '')
    .join('/');
  return files.map((file) => ({
    path: below ? [root, nameBelow(file)].filter((part) => part !== '').join('/') : root,
    file,
    mode: mode ?? (file.executable ? 0o755 : 0o644),
    uid,
    gid,
  }));
};

/** Whether a file came with a declared directory. */
const inDirectory = ({ path, output }: BuiltFile): boolean => path !== output;

const nameBelow = (file: BuiltFile): string => {
  const { path, output } = file;
  if (!inDirectory(file)) return baseName(path);
  return output === '.' ? path : path.slice(output.length + 1);
};

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

const invalid = ({ rule, platform }: ImagePiece, why: string): Failure =>
  new Failure('BUILD_INPUT_INVALID', `the image ${rule.id} for ${formatPlatform(platform)}: ${why}`, {
    remedy: 'correct `from`, `path` or `to`: each file of an image needs a place of its own',
    at: `build.images.${rule.id}.layers.files`,
  });
