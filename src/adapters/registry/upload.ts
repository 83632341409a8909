// A blob on its way into a registry: whole, else in pieces; gone on with after a cut, begun anew when it is lost
// (distribution-spec 1.1, "Pushing blobs").
import type { Descriptor } from '../../domain/descriptor.ts';
import { Failure } from '../../domain/failure.ts';
import { readRefusal, refusalFailure } from '../registry-reader/index.ts';
import type { CheckedSource } from './checked-source.ts';
import { PIECE, sendPieces, sendRest } from './pieces.ts';
import type { Place } from './place.ts';
import { answerOrCut, complete, ended, type Outcome, part, type Sending, settled } from './sending.ts';
import { askHowFar, begin, cancel, endOf, type Upload } from './upload-place.ts';

export interface UploadOptions {
  /** One that the registry has begun already. */
  readonly begun?: Upload;
  /** Whether the registry's word that it holds the blob is enough where an answer was lost. */
  readonly believes: boolean;
}

/**
 * Uploads all of a blob. Fails with what its source fails with, with `CONTENT_DAMAGED` where the registry saw other
 * bytes, and with what the registry refuses with or last failed with; nothing is complete then.
 */
export const uploadBlob = async (
  place: Place,
  content: Descriptor,
  source: CheckedSource,
  { begun, believes }: UploadOptions,
): Promise<void> => {
  let given = begun;
  let pieces: number | undefined;
  for (let attempt = 1; ; attempt += 1) {
    const sending: Sending = { place, content, source, believes, upload: given ?? (await begin(place)) };
    given = undefined;
    const outcome = await cancelled(sending, () =>
      pieces === undefined ? sendWhole(sending) : sendPieces(sending, pieces),
    );
    if (outcome === 'done') return;
    if (attempt === ATTEMPTS) throw outcome.why;
    if (outcome.pieces === undefined) await place.rest(place.backoff * 2 ** attempt);
    // A proxy that takes no large body may cut it off, and its answer with it.
    pieces = outcome.pieces ?? pieces ?? (attempt > 1 ? PIECE : undefined);
  }
};

const ATTEMPTS = 5;
/** Bytes up to which a blob is sent from memory, and so may be sent again without asking how much of it came. */
const SMALL = 1024 * 1024;

/** Whatever does not end well leaves no upload behind, where the registry can still be told. */
const cancelled = async (sending: Sending, send: () => Promise<Outcome>): Promise<Outcome> => {
  try {
    const outcome = await send();
    if (outcome !== 'done') await cancel(sending.place, sending.upload);
    return outcome;
  } catch (error) {
    if (!(error instanceof Failure && error.code === 'REGISTRY_UNREACHABLE'))
      await cancel(sending.place, sending.upload);
    throw error;
  }
};

const sendWhole = async (sending: Sending): Promise<Outcome> => {
  const { place, content, source } = sending;
  const small = content.size <= SMALL ? await collected(source()) : undefined;
  const body = () => small ?? { length: content.size, bytes: () => source() };
  const question = part(sending, 'PUT', endOf(sending.upload, content.digest), body);
  const answered = await answerOrCut(place.ask({ ...question, repeatable: small !== undefined }));
  if (answered instanceof Failure)
    return small === undefined ? goOn(sending, answered) : settled(sending, answered);
  if (!NOT_WHOLE.has(answered.status)) return ended(sending, answered);
  const refusal = await readRefusal(answered);
  const why = refusalFailure({ method: 'PUT' }, answered.url, refusal);
  if (refusal.status === 416) return goOn(sending, why);
  if (refusal.codes.some((code) => FINAL.has(code))) throw why;
  return { why, pieces: PIECE };
};

/** Statuses of registries, and of proxies before them, that do not take a blob in one request, or not this one. */
const NOT_WHOLE: ReadonlySet<number> = new Set([400, 405, 411, 413, 416, 501]);
const FINAL: ReadonlySet<string> = new Set(['DENIED', 'NAME_INVALID', 'NAME_UNKNOWN', 'UNAUTHORIZED']);

/** Sends what did not come through when a stream was cut, as often as more of it is there each time. */
const goOn = async (sending: Sending, first: Failure): Promise<Outcome> => {
  let [why, reached, stuck] = [first, 0, 0];
  while (stuck < STUCK) {
    await sending.place.rest(sending.place.backoff * 2 ** stuck);
    const far = await askHowFar(sending.place, sending.upload);
    if (far === 'gone') return settled(sending, why);
    if (far === undefined || far.length > sending.content.size) return { why };
    sending.upload = far.upload;
    if (far.length === sending.content.size) return complete(sending);
    stuck = far.length - reached >= PROGRESS ? 0 : stuck + 1;
    reached = far.length;
    let cut: Failure | undefined;
    const outcome = await sendRest(sending, reached, (failure) => {
      cut = failure;
      return { why: failure };
    });
    if (cut === undefined) return outcome;
    why = cut;
  }
  return { why };
};

/** How often in a row little or nothing may come through. */
const STUCK = 3;
/** Bytes that are more than little. */
const PROGRESS = 64 * 1024;

const collected = async (bytes: AsyncIterable<Uint8Array>): Promise<Uint8Array> => {
  const parts: Uint8Array[] = [];
  for await (const one of bytes) parts.push(one);
  return new Uint8Array(Buffer.concat(parts));
};
