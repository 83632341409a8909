// A Dockerfile and its list of ignored files as a builder is shown them. A builder reads them in a directory of their
// own, so that `.git` can be kept out of the context: what git writes there tells the machine's paths, and differs from
// checkout to checkout. A build from a git URL keeps it out as well, and the same argument lets it in.
import { lstat, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

import { Failure } from '../../domain/failure.ts';
import type { ImageBuildRequest } from '../../ports/image-builder.ts';
import { parsePath, realInside, shown } from '../workshop/inside.ts';

export interface PlacedDockerfile {
  readonly dockerfile: string;
  readonly ignored: string;
  readonly context: string;
}

type Asked = Pick<ImageBuildRequest, 'file' | 'context' | 'args'>;

/** Fails with `BUILD_FAILED` for what is not in the checkout, and with `OUTPUT_OUTSIDE` for what leaves it. */
export const placeDockerfile = async (
  room: string,
  root: string,
  { file, context, args }: Asked,
): Promise<PlacedDockerfile> => {
  const [from, around] = [parsePath(file), parsePath(context)];
  const source = await realInside(root, from);
  if (source === undefined || !(await stat(source)).isFile()) throw notThere('Dockerfile', file);
  const below = await realInside(root, around);
  if (below === undefined || !(await stat(below)).isDirectory()) throw notThere('directory', context);
  const dir = join(room, 'dockerfile');
  await mkdir(dir);
  const dockerfile = join(dir, basename(from));
  const ignored = `${dockerfile}.dockerignore`;
  await writeFile(dockerfile, await readFile(source));
  const own = await ignoreList(root, `${from}.dockerignore`);
  const list = own ?? (await ignoreList(root, join(around, '.dockerignore'))) ?? '';
  await writeFile(
    ignored,
    KEEP_GIT.test(args['BUILDKIT_CONTEXT_KEEP_GIT_DIR'] ?? '') ? list : `${list}\n.git\n`,
  );
  return { dockerfile, ignored, context: below };
};

const KEEP_GIT = /^(?:1|t|true)$/i;

const ignoreList = async (root: string, path: string): Promise<string | undefined> => {
  const real = await realInside(root, path);
  return real !== undefined && (await lstat(real)).isFile() ? readFile(real, 'utf8') : undefined;
};

const notThere = (what: string, path: string): Failure =>
  new Failure('BUILD_FAILED', `there is no ${what} ${shown(path)} in the checkout`, {
    remedy: 'correct the image’s `dockerfile` in colophon.yaml; only what is committed is in a checkout',
  });
