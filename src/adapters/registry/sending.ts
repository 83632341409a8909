// What every way of sending a blob shares: the question for a part, and the end, which an answer may not live to tell.
import type { Descriptor } from '../../domain/descriptor.ts';
import { Failure } from '../../domain/failure.ts';
import { type Answered, type Exchange, readRefusal, refusalFailure } from '../registry-reader/index.ts';
import type { CheckedSource } from './checked-source.ts';
import { claims, demandDigest } from './claims.ts';
import type { Place } from './place.ts';
import { endOf, moved, type Upload } from './upload-place.ts';

/** One blob that is being sent; `upload` is where it goes on, and changes with every answer. */
export interface Sending {
  readonly place: Place;
  readonly content: Descriptor;
  readonly source: CheckedSource;
  /** Whether the registry's word that it holds the blob is enough where an answer was lost. */
  readonly believes: boolean;
  upload: Upload;
}

/** Done; or what went wrong, and may go right from the beginning, perhaps in pieces of so many bytes. */
export type Outcome = 'done' | { readonly why: Failure; readonly pieces?: number };

/** A body with its type; a stream is not sent twice without asking how much of it came. */
export const part = (
  { place }: Sending,
  method: 'PUT' | 'PATCH',
  url: string,
  body: NonNullable<Exchange['body']>,
  headers: Readonly<Record<string, string>> = {},
): Exchange => ({
  method,
  url,
  scopes: place.scopes,
  headers: { 'content-type': 'application/octet-stream', ...headers },
  body,
  repeatable: false,
});

/** The answer, or the failure of a connection on which more may be tried. */
export const answerOrCut = async (asked: Promise<Answered>): Promise<Answered | Failure> => {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Failure && CUT.has(error.code)) return error;
    throw error;
  }
};

/** Takes a part's answer for a good one, with the upload's new place, or not. */
export const taken = async (sending: Sending, answered: Answered): Promise<boolean> => {
  if (answered.status >= 300) return false;
  await answered.dismiss();
  sending.upload = moved(sending.place, sending.upload, answered);
  return true;
};

/** Completes an upload of which every byte is there. */
export const complete = async (sending: Sending): Promise<Outcome> => {
  const url = endOf(sending.upload, sending.content.digest);
  const answered = await answerOrCut(sending.place.ask(part(sending, 'PUT', url, () => new Uint8Array())));
  return answered instanceof Failure ? settled(sending, answered) : ended(sending, answered);
};

/** What the answer to a completing request means. Fails with what the registry refuses for good. */
export const ended = async (sending: Sending, answered: Answered): Promise<Outcome> => {
  const { place, content } = sending;
  if (answered.status < 300) {
    await answered.dismiss();
    demandDigest(place, answered, content.digest);
    return 'done';
  }
  const refusal = await readRefusal(answered);
  const why = refusalFailure({ method: 'PUT' }, answered.url, refusal);
  if (refusal.status === 404) return settled(sending, why);
  // What was sent was hashed: it was changed on its way.
  if (refusal.codes.includes('DIGEST_INVALID'))
    return { why: new Failure('CONTENT_DAMAGED', why.message, { remedy: why.remedy }) };
  throw why;
};

/** An upload that is gone, or of whose end nothing is known, may be complete. */
export const settled = async (sending: Sending, why: Failure): Promise<Outcome> => {
  const { place, content, believes } = sending;
  return believes && (await claims(place, 'blobs', content)) ? 'done' : { why };
};

const CUT: ReadonlySet<string> = new Set(['REGISTRY_UNREACHABLE', 'REGISTRY_BUSY', 'REGISTRY_REFUSED']);
