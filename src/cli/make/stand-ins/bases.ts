// Where images' bases come from in a rehearsal: layouts on this machine that stand for repositories.
import { resolve } from 'node:path';

import { Failure } from '../../../domain/failure.ts';
import { isRepository } from '../../../formats/oci/place.ts';

/** `REPOSITORY=DIR` as typed, by repository; directories absolute. Fails with `USAGE`. */
export const readBases = (
  texts: readonly string[] | undefined,
  directory: string,
): Readonly<Record<string, string>> => {
  const bases: Record<string, string> = {};
  for (const text of texts ?? []) {
    const at = text.indexOf('=');
    const repository = text.slice(0, at);
    if (at < 1 || !isRepository(repository) || at === text.length - 1)
      throw new Failure('USAGE', `--base ${JSON.stringify(text)} names no repository and its layout`, {
        remedy: 'say --base REPOSITORY=DIR, such as --base ghcr.io/acme/base=./base-layout',
      });
    if (Object.hasOwn(bases, repository))
      throw new Failure('USAGE', `--base names ${repository} twice`, { remedy: 'leave out one of the two' });
    bases[repository] = resolve(directory, text.slice(at + 1));
  }
  return bases;
};
