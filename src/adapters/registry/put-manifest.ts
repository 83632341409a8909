// A manifest put under its digest or a tag, and what the registry says to it (distribution-spec 1.1, "Pushing manifests").
import type { Descriptor } from '../../domain/descriptor.ts';
import { Failure } from '../../domain/failure.ts';
import type { FailureCode } from '../../domain/failure-codes.ts';
import { readRefusal, type Refusal, refusalFailure } from '../registry-reader/index.ts';
import { demandDigest } from './claims.ts';
import type { Place } from './place.ts';

export type Put =
  | {
      readonly kind: 'put';
      /** What the registry now lists this manifest for (`OCI-Subject`). */
      readonly subject?: string;
    }
  /** A condition was not met: what lies there is not what was read. */
  | { readonly kind: 'changed' }
  | { readonly kind: 'refused'; readonly why: Failure; readonly refusal: Refusal };

/** Puts these very bytes, once more where no answer came. Fails with `CONTENT_DAMAGED` for another digest answered. */
export const putManifest = async (
  place: Place,
  reference: string,
  { mediaType, digest }: Descriptor,
  bytes: Uint8Array,
  conditions: Readonly<Record<string, string>> = {},
): Promise<Put> => {
  const answered = await place.ask({
    method: 'PUT',
    url: place.path(`manifests/${reference}`),
    scopes: place.scopes,
    headers: { 'content-type': mediaType, ...conditions },
    body: () => bytes,
    repeatable: true,
  });
  if (answered.status < 300) {
    await answered.dismiss();
    demandDigest(place, answered, digest);
    const subject = answered.header('oci-subject');
    return { kind: 'put', ...(subject === undefined ? {} : { subject }) };
  }
  const refusal = await readRefusal(answered);
  if (refusal.status === 412) return { kind: 'changed' };
  return { kind: 'refused', refusal, why: meaning(place, reference, refusal, answered.url) };
};

const meaning = ({ repository }: Place, reference: string, refusal: Refusal, url: string): Failure => {
  const says = (...codes: readonly string[]): boolean => refusal.codes.some((code) => codes.includes(code));
  const failure = (code: FailureCode, message: string, remedy: string): Failure =>
    new Failure(code, `${message} (${refusal.text})`, { remedy });
  if (says('MANIFEST_BLOB_UNKNOWN', 'BLOB_UNKNOWN', 'MANIFEST_UNKNOWN') || isBareNotFound(refusal))
    return failure(
      'CONTENT_MISSING',
      `${repository} takes no ${reference} while it lacks ${refusal.digests.join(', ') || 'something of it'}`,
      'Push what a manifest points at before the manifest.',
    );
  if (says('MANIFEST_INVALID', 'MANIFEST_UNVERIFIED'))
    return failure(
      'MANIFEST_INVALID',
      `${repository} does not take ${reference} for a manifest`,
      'Make it anew, or ask whoever runs the registry which media types it takes.',
    );
  if (says('DIGEST_INVALID'))
    return failure(
      'CONTENT_DAMAGED',
      `${repository} took ${reference} for other bytes`,
      'Run the same command again; if it comes back, something changes what is sent to the registry.',
    );
  if (refusal.status === 413 || says('SIZE_INVALID'))
    return failure(
      'MANIFEST_TOO_LARGE',
      `${repository} does not take ${reference}, which is too large for it`,
      'Make a smaller one; registries need not take more than 4 MiB.',
    );
  return refusalFailure({ method: 'PUT' }, url, refusal);
};

const isBareNotFound = ({ status, codes }: Refusal): boolean => status === 404 && codes.length === 0;
