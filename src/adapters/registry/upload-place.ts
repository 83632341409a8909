// An upload that a registry has begun: where it goes on, how far it is, and its end (distribution-spec 1.1, "Pushing a
// blob in chunks").
import type { Digest } from '../../domain/digest.ts';
import { Failure } from '../../domain/failure.ts';
import { neutral } from '../../formats/neutral.ts';
import { type Answered, type Exchange, readRefusal, refusalFailure } from '../registry-reader/index.ts';
import type { Place } from './place.ts';

export interface Upload {
  /** Absolute, with all that the registry put into its query; another one after every answer. */
  readonly url: string;
  /** The fewest bytes of every piece but the last (`OCI-Chunk-Min-Length`); 0 where the registry does not say. */
  readonly least: number;
}

/** Begins one. Fails with what the registry refuses with. */
export const begin = async (place: Place): Promise<Upload> => {
  const question = { ...posting(place, ''), scopes: place.scopes };
  const answered = await place.ask(question);
  if (answered.status === 202) return began(place, answered);
  throw refusalFailure(question, answered.url, await readRefusal(answered));
};

/** The start of an upload, or what takes its place. */
export const posting = (place: Place, query: string): Omit<Exchange, 'scopes'> => ({
  method: 'POST',
  url: place.path(`blobs/uploads/${query}`),
  body: () => new Uint8Array(),
  repeatable: true,
});

/** What an answer says of the upload that it began. */
export const began = async (place: Place, answered: Answered): Promise<Upload> => {
  await answered.dismiss();
  const least = answered.header('oci-chunk-min-length') ?? '';
  return { url: locationOf(place, answered), least: /^\d{1,12}$/.test(least) ? Number(least) : 0 };
};

/** The same upload after an answer, which may have moved it. */
export const moved = (place: Place, upload: Upload, answered: Answered): Upload =>
  answered.header('location') === undefined ? upload : { ...upload, url: locationOf(place, answered) };

/** How many bytes the answer says are there; `undefined` where it says nothing that can be relied on. */
export const lengthOf = (answered: Answered): number | undefined => {
  const last = /^(?:bytes[= ])?0-(\d{1,15})$/.exec(answered.header('range') ?? '')?.[1];
  // `0-0` is one byte, and what some registries say of none.
  return last === undefined || last === '0' ? undefined : Number(last) + 1;
};

/** How far the upload is; `gone` when the registry no longer knows it, `undefined` where it does not say. */
export const askHowFar = async (
  place: Place,
  upload: Upload,
): Promise<{ readonly upload: Upload; readonly length: number } | 'gone' | undefined> => {
  const answered = await place.ask({
    method: 'GET',
    url: upload.url,
    scopes: place.scopes,
    repeatable: true,
  });
  await answered.dismiss();
  if (answered.status === 404) return 'gone';
  const length = answered.status < 300 ? lengthOf(answered) : undefined;
  return length === undefined ? undefined : { upload: moved(place, upload, answered), length };
};

/** Where an upload is completed; what the registry put into the query stays as it is. */
export const endOf = ({ url }: Upload, digest: Digest): string =>
  `${url}${url.includes('?') ? '&' : '?'}digest=${encodeURIComponent(digest)}`;

/** Lets go of an upload that will not be completed; a registry that cannot do so throws it away in time. */
export const cancel = async (place: Place, { url }: Upload): Promise<void> => {
  try {
    const question: Exchange = { method: 'DELETE', url, scopes: place.scopes, repeatable: false };
    await (await place.ask(question)).dismiss();
  } catch {
    // What went wrong before is what is told.
  }
};

/**
 * The place that an answer names, at the registry's own origin: behind a proxy registries name themselves without TLS or
 * port. Fails with `REDIRECT_REFUSED` for another host.
 */
const locationOf = ({ origin, repository }: Place, answered: Answered): string => {
  const location = answered.header('location');
  if (location === undefined || !URL.canParse(location, answered.url))
    throw new Failure('REGISTRY_ANSWER_INVALID', `${repository} began an upload without saying where`, {
      remedy: 'Ask whoever runs the registry: this is not how the distribution-spec has it.',
    });
  const [own, to] = [new URL(origin), new URL(location, answered.url)];
  if (to.hostname !== own.hostname)
    throw new Failure('REDIRECT_REFUSED', `${repository} wants its uploads at ${neutral(to.host)}`, {
      remedy: 'Ask whoever runs the registry; nothing was sent there.',
    });
  return `${own.origin}${to.pathname}${to.search}`;
};
