// Manifests as they are committed, or as a builder left them: several files become documents of one.
import { Failure } from '../../domain/failure.ts';
import type { BuilderInput } from '../../domain/builder.ts';
import { glob, isGlob } from '../../formats/glob.ts';
import { type ManifestJob, MOST_BYTES, placedInputs, type Rendered } from './manifest-job.ts';

/**
 * The files in the order of the patterns, those of one pattern by path, each once; one file stays byte for byte what
 * it is. Fails with `SOURCE_FILE_MISSING` and `MANIFESTS_UNREADABLE`.
 */
export const joinedFiles = async (
  name: string,
  patterns: readonly string[],
  inputs: readonly BuilderInput[],
  job: ManifestJob,
): Promise<Rendered> => {
  const { doors, facts } = job;
  const readers = new Map<string, () => Promise<Uint8Array | undefined>>();
  for (const { path, link } of await doors.source.files(facts.commit))
    if (!link) readers.set(path, () => doors.source.text(facts.commit, path, MOST_BYTES));
  for (const { to, file } of placedInputs(inputs, job))
    readers.set(`${to}/${file.path}`.replace(/^(?:\.?\/)+/, ''), () =>
      doors.store.bytes(file.content, MOST_BYTES),
    );
  const taken = new Set<string>();
  for (const pattern of patterns) {
    const matches = glob(pattern.replace(/^(?:\.\/)+/, ''));
    const found = [...readers.keys()].filter(matches).toSorted();
    if (found.length === 0) throw missing(pattern, name);
    for (const path of found) taken.add(path);
  }
  const texts: string[] = [];
  for (const path of taken) {
    const bytes = await readers.get(path)?.();
    if (bytes === undefined) throw missing(path, name);
    texts.push(decode(bytes, path));
  }
  return { bytes: new TextEncoder().encode(joined(texts)), tools: [] };
};

/** Documents apart: a file that does not begin with a marker gets one, unless it is the first. */
const joined = (texts: readonly string[]): string =>
  texts
    .map((text, at) => {
      const ended = text === '' || text.endsWith('\n') || texts.length === 1 ? text : `${text}\n`;
      return at === 0 || BEGINS.test(ended) ? ended : `---\n${ended}`;
    })
    .join('');

// A marker, perhaps below comments and empty lines.
const BEGINS = /^(?:[ \t]*(?:#[^\n]*)?\n)*---(?:\s|$)/;

const decode = (bytes: Uint8Array, path: string): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new Failure('MANIFESTS_UNREADABLE', `${path} is not UTF-8`, { remedy: 'write it as UTF-8', cause });
  }
};

const missing = (pattern: string, name: string): Failure =>
  new Failure(
    'SOURCE_FILE_MISSING',
    `${isGlob(pattern) ? 'no file matches' : 'there is no file'} ${pattern} for ${name}`,
    { remedy: 'commit the file, or correct package.manifests[].files', at: 'package.manifests' },
  );
