// `prebuilt` files are taken in from the commit, not built here, and say so to the end (trust.md 6).
import { Failure } from '../../domain/failure.ts';
import type { BuiltFile } from '../../domain/outcome/build.ts';
import { builtBy, type JobOf } from './job.ts';

/** The file at the path, or every file below it. Fails with `SOURCE_FILE_MISSING`. */
export const takeIn = async (job: JobOf<'prebuilt'>): Promise<readonly BuiltFile[]> => {
  const { source, store } = job.doors;
  const output = job.render(job.builder.path).replace(/\/+$/, '');
  const found = (await source.files(job.facts.commit)).filter(
    ({ path }) => path === output || path.startsWith(`${output}/`),
  );
  const link = found.find((file) => file.link);
  if (found.length === 0) throw missing(job.part, output, 'the commit does not hold it');
  if (link !== undefined) throw missing(job.part, link.path, 'it is a symbolic link');
  const built: BuiltFile[] = [];
  for (const { path, executable, size } of found) {
    if (size < POINTER_SIZE && (await isPointer(job, path)))
      throw missing(job.part, path, 'it is a Git LFS pointer, not the file');
    job.doing(`taking in ${path}`);
    const content = await store.write(source.read(job.facts.commit, path), 'application/octet-stream');
    built.push(builtBy(job, { path, output, executable, content, origin: 'prebuilt' }));
  }
  return built;
};

/** A Git LFS pointer is smaller than this (git-lfs docs/spec.md). */
const POINTER_SIZE = 1024;

const isPointer = async ({ doors, facts }: JobOf<'prebuilt'>, path: string): Promise<boolean> => {
  const bytes = await doors.source.text(facts.commit, path, POINTER_SIZE);
  return new TextDecoder().decode(bytes).startsWith('version https://git-lfs.github.com/spec/');
};

const missing = (part: string, path: string, why: string): Failure =>
  new Failure(
    'SOURCE_FILE_MISSING',
    `${part}: the prebuilt file ${JSON.stringify(path)} cannot be taken in: ${why}`,
    {
      remedy: 'commit the file itself under exactly this path',
    },
  );
