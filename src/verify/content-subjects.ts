// The subjects of a provenance of an image or chart: the root first, then every platform, all under its repository (trust.md 1).
import type { ListedChart, ListedImage } from '../domain/colophon.ts';
import { digestOfHex } from '../domain/digest.ts';
import type { Subject } from '../domain/statement.ts';
import type { Fault } from './signature.ts';

/** The first thing that differs from exactly what is listed, in its order; `undefined` when nothing does. */
export const contentSubjectsFault = (
  subjects: readonly Subject[],
  entry: ListedImage | ListedChart,
): Fault | undefined => {
  const { repository } = entry;
  const digests = [
    entry.digest,
    ...('platforms' in entry ? entry.platforms.map(({ digest }) => digest) : []),
  ];
  const said = subjects.map(({ digest }) => digestOfHex(digest.sha256));
  const lost = digests.find((digest) => !said.includes(digest));
  if (lost !== undefined)
    return { code: 'SUBJECT_MISSING', message: `its provenance says nothing about ${lost}` };
  const more = said.find((digest) => digest === undefined || !digests.includes(digest));
  if (more !== undefined)
    return {
      code: 'SUBJECT_NOT_LISTED',
      message: `its provenance vouches for ${more}, which the sealed list does not hold there`,
    };
  if (said.length !== digests.length)
    return { code: 'SUBJECT_TWICE', message: 'its provenance names one manifest twice' };
  const named = subjects.find(({ name }) => name !== repository);
  if (named !== undefined)
    return {
      code: 'IMAGE_ROLE_MISMATCH',
      message: `its provenance is of ${named.name ?? 'no repository'}, and the sealed list says ${repository}`,
    };
  return digests.every((digest, at) => said[at] === digest)
    ? undefined
    : { code: 'IMAGE_ROLE_MISMATCH', message: 'its provenance does not name the root first' };
};
