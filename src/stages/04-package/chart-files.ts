// The files of a chart as the commit holds them, less what its `.helmignore` names.
import { Failure } from '../../domain/failure.ts';
import { FormatError } from '../../formats/format-error.ts';
import { helmIgnore } from '../../formats/helm/ignore.ts';
import type { Source, TreeFile } from '../../ports/source.ts';

export interface ChartFile {
  /** Relative to the chart. */
  readonly path: string;
  /** In the repository; where a link leads to. */
  readonly place: string;
  readonly size: number;
}

/** Helm loads no larger file (helm pkg/chart/loader/archive, MaxDecompressedFileSize). */
export const MOST_BYTES = 5 * 1024 * 1024;

/**
 * Every file of the chart in `dir`, sorted; a link counts as the committed file that it leads to, as Helm has it.
 * Fails with `CHART_INVALID`.
 */
export const chartFiles = async (
  source: Source,
  commit: string,
  dir: string,
): Promise<readonly ChartFile[]> => {
  const tree = await source.files(commit);
  const prefix = dir === '.' ? '' : `${dir}/`;
  const rules = await source.text(commit, `${prefix}.helmignore`, MOST_BYTES);
  const ignored = sound(dir, '.helmignore', () => helmIgnore(rules));
  const files: ChartFile[] = [];
  for (const file of tree) {
    if (!file.path.startsWith(prefix)) continue;
    const path = file.path.slice(prefix.length);
    if (ignored(path)) continue;
    const real = file.link ? await linked(source, commit, tree, file) : file;
    if (real === undefined) throw invalid(dir, `${path} is a link that leads to no committed file`);
    if (real.size > MOST_BYTES) throw invalid(dir, `${path} is larger than the 5 MiB that Helm takes`);
    files.push({ path, place: real.path, size: real.size });
  }
  return files;
};

const linked = async (
  source: Source,
  commit: string,
  tree: readonly TreeFile[],
  { path }: TreeFile,
): Promise<TreeFile | undefined> => {
  const bytes = await source.text(commit, path, 4096);
  const target = new TextDecoder().decode(bytes);
  if (target.startsWith('/')) return undefined;
  const parts = path.split('/').slice(0, -1);
  for (const part of target.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return tree.find((file) => file.path === parts.join('/') && !file.link);
};

/** What `read` reads; its `FormatError` becomes a failure that names the file. */
export const sound = <T>(dir: string, file: string, read: () => T): T => {
  try {
    return read();
  } catch (error) {
    if (error instanceof FormatError) throw invalid(dir, `${file}: ${error.message}`, error);
    throw error;
  }
};

export const invalid = (dir: string, why: string, cause?: unknown): Failure =>
  new Failure('CHART_INVALID', `the chart in ${dir} cannot be packaged: ${why}`, {
    remedy: 'correct the chart; `helm lint` says the same',
    at: 'package.charts',
    ...(cause === undefined ? {} : { cause }),
  });
