// The files of an image's layers: which outputs of which builders, and where each one lies.
import { byBytes } from '../../domain/byte-order.ts';
import { Failure } from '../../domain/failure.ts';
import type { BuiltFile, PlacedFile } from '../../domain/outcome/build.ts';
import type { LayerFile, LayersRule } from '../../domain/image-rule.ts';
import { glob, isGlob } from '../../formats/glob.ts';
import { foldersAbove, type LayerOwner } from '../../formats/oci/layer.ts';
import type { LayerPiece } from './layer-parts.ts';

/** A file at its place, with what it becomes there. */
export interface LaidFile extends PlacedFile, LayerOwner {}

/**
 * What one part of a builder gives an image, by path. Fails with `BUILD_INPUT_INVALID` for a rule that matches no file,
 * for several files in one place, and for several where one is meant.
 */
export const laidFiles = (piece: LayerPiece, built: readonly BuiltFile[]): readonly LaidFile[] => {
  const laid = piece.files.flatMap((rule) => lay(rule, built, piece));
  return together(laid, piece.rule);
};

/** The files of several layers, by path. Fails with `BUILD_INPUT_INVALID` for two that are in the way of one another. */
export const together = (laid: readonly LaidFile[], rule: LayersRule): readonly LaidFile[] => {
  const sorted = laid.toSorted((a, b) => byBytes(a.path, b.path));
  const twice = sorted.find(({ path }, at) => sorted[at - 1]?.path === path);
  if (twice !== undefined) throw invalid(rule, `two files would lie at /${twice.path}`);
  const folders = new Set(sorted.flatMap(({ path }) => foldersAbove(path)));
  const inside = sorted.find(({ path }) => folders.has(path));
  if (inside !== undefined) throw invalid(rule, `a file would lie at /${inside.path}, and others below it`);
  return sorted;
};

const lay = (
  rule: LayerFile,
  built: readonly BuiltFile[],
  { rule: image }: LayerPiece,
): readonly LaidFile[] => {
  const { from, path = '**', to, mode, uid, gid } = rule;
  const matches = glob(path);
  const files = built.filter(
    (file) => matches(file.path) || (!path.includes('/') && matches(baseName(file.path))),
  );
  if (files.length === 0) throw invalid(image, `${from} left no file that matches ${path}`);
  const below = to.endsWith('/') || (files.some(inDirectory) && (rule.path === undefined || isGlob(path)));
  if (!below && files.length > 1)
    throw invalid(image, `${files.length} files of ${from} cannot all be ${to}`);
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

const invalid = ({ id }: LayersRule, why: string): Failure =>
  new Failure('BUILD_INPUT_INVALID', `the image ${id}: ${why}`, {
    remedy: 'correct `from`, `path` or `to`: each file of an image needs a place of its own',
    at: `build.images.${id}.layers.files`,
  });
