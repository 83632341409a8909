// The outputs that a builder declares: each must be there, and hash to what is demanded of it.
import { hexOf } from '../../domain/digest.ts';
import { Failure } from '../../domain/failure.ts';
import type { BuiltFile } from '../../domain/outcome/build.ts';
import type { Output } from '../../domain/builder.ts';
import type { Checkout } from './checkout.ts';
import { builtBy, type Job } from './job.ts';

/** Takes every declared output in; a file that belongs to two is taken once. Fails also with `OUTPUT_DIGEST_MISMATCH`. */
export const collectOutputs = async (
  job: Job,
  checkout: Checkout,
  outputs: readonly Output[],
): Promise<readonly BuiltFile[]> => {
  const taken = new Map<string, BuiltFile>();
  for (const { path, sha256 } of outputs) {
    const output = plainPath(job.render(path));
    job.doing(`taking in ${output}`);
    const files = await checkout.collect(output);
    if (sha256 !== undefined) demandDigest(job.part, output, files, sha256);
    for (const file of files)
      if (!taken.has(file.path)) taken.set(file.path, builtBy(job, { ...file, output }));
  }
  return [...taken.values()];
};

/** Without `.` and doubled or final slashes: what `collect` answers with. */
const plainPath = (path: string): string => {
  const parts = path.split('/').filter((part, at) => part !== '.' && (part !== '' || at === 0));
  return parts.length === 0 ? '.' : parts.join('/');
};

const demandDigest = (
  part: string,
  output: string,
  files: readonly { readonly path: string; readonly content: BuiltFile['content'] }[],
  sha256: string,
): void => {
  const [file, ...more] = files;
  if (file === undefined || more.length > 0 || file.path !== output)
    throw mismatch(part, output, 'a directory has no SHA-256');
  const hex = hexOf(file.content.digest);
  if (hex !== sha256.replace(/^sha256:/, '').toLowerCase())
    throw mismatch(part, output, `its SHA-256 is ${hex}; ${sha256} is demanded`);
};

const mismatch = (part: string, output: string, why: string): Failure =>
  new Failure(
    'OUTPUT_DIGEST_MISMATCH',
    `${part}: the output ${JSON.stringify(output)} is not the demanded one: ${why}`,
    {
      remedy: 'find out what changed; put the new digest into colophon.yaml only if the change is meant',
    },
  );
