// What a registry says that it holds (distribution-spec 1.1, "Checking if content exists in the registry"). It proves
// nothing: a registry may say so of what it has lost.
import type { Descriptor } from '../../domain/descriptor.ts';
import type { Digest } from '../../domain/digest.ts';
import { Failure } from '../../domain/failure.ts';
import { type Answered, isUnknown, readRefusal, refusalFailure } from '../registry-reader/index.ts';
import type { Place } from './place.ts';

/** Whether the registry claims this content, of this size, by this digest. */
export const claims = async (
  place: Place,
  kind: 'blobs' | 'manifests',
  { mediaType, digest, size }: Descriptor,
): Promise<boolean> => {
  const answered = await place.ask({
    method: 'HEAD',
    url: place.path(`${kind}/${digest}`),
    scopes: place.scopes,
    ...(kind === 'manifests' ? { headers: { accept: mediaType } } : {}),
    repeatable: true,
  });
  if (answered.status !== 200) {
    const refusal = await readRefusal(answered);
    if (isUnknown(refusal)) return false;
    throw refusalFailure({ method: 'HEAD' }, answered.url, refusal);
  }
  await answered.dismiss();
  const [length, said] = [answered.header('content-length'), answered.header('docker-content-digest')];
  return (length === undefined || Number(length) === size) && (said === undefined || said === digest);
};

/** That the registry took what it was given for what it is. Fails with `CONTENT_DAMAGED`. */
export const demandDigest = ({ repository }: Place, answered: Answered, digest: Digest): void => {
  const said = answered.header('docker-content-digest');
  if (said === undefined || said === digest) return;
  throw new Failure('CONTENT_DAMAGED', `${repository} took ${digest} for other bytes`, {
    remedy: 'Run the same command again; if it comes back, something changes what is sent to the registry.',
  });
};
