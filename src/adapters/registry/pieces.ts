// A blob in pieces, for registries that do not take it whole (distribution-spec 1.1, "Pushing a blob in chunks").
import { Failure } from '../../domain/failure.ts';
import { readRefusal, refusalFailure } from '../registry-reader/index.ts';
import { answerOrCut, complete, type Outcome, part, type Sending, taken } from './sending.ts';
import { askHowFar, lengthOf } from './upload-place.ts';

/** Bytes of a piece that are tried first: what nearly every registry takes, and little to hold four times. */
export const PIECE = 8 * 1024 * 1024;

/** Sends all of a blob in pieces of this many bytes, or of as many as the registry demands at least. */
export const sendPieces = async (sending: Sending, wanted: number): Promise<Outcome> => {
  const size = Math.max(wanted, sending.upload.least);
  // Nobody holds so much at once, and nobody needs to: the last piece may be of any size.
  if (size > MOST) return sendRest(sending, 0, (why) => ({ why }));
  let from = 0;
  for await (const bytes of inPieces(sending.source(), size)) {
    const outcome = await sendPiece(sending, bytes, from);
    if (outcome !== 'done') return outcome;
    from += bytes.length;
  }
  return complete(sending);
};

/** Sends all that is missing after `from` bytes as one piece; `cut` says what follows where it does not come through. */
export const sendRest = async (
  sending: Sending,
  from: number,
  cut: (why: Failure) => Outcome | Promise<Outcome>,
): Promise<Outcome> => {
  const { content, source, place, upload } = sending;
  const body = () => ({ length: content.size - from, bytes: () => source(from) });
  const range = rangeOf(from, content.size);
  const answered = await answerOrCut(place.ask(part(sending, 'PATCH', upload.url, body, range)));
  if (answered instanceof Failure) return cut(answered);
  if (await taken(sending, answered)) return complete(sending);
  const refusal = await readRefusal(answered);
  const why = refusalFailure({ method: 'PATCH' }, answered.url, refusal);
  return refusal.status === 416 ? cut(why) : { why };
};

const sendPiece = async (sending: Sending, bytes: Uint8Array, from: number): Promise<Outcome> => {
  const { place } = sending;
  const end = from + bytes.length;
  let there = from;
  let why: Failure | undefined;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    if (why !== undefined) await place.rest(place.backoff * 2 ** (attempt - 1));
    const body = () => bytes.subarray(there - from);
    const answered = await answerOrCut(
      place.ask(part(sending, 'PATCH', sending.upload.url, body, rangeOf(there, end))),
    );
    if (!(answered instanceof Failure)) {
      if (await taken(sending, answered)) {
        const length = lengthOf(answered) ?? end;
        if (length === end) return 'done';
        why = astray(sending);
        if (length < there || length > end) return { why };
        there = length;
        continue;
      }
      const refusal = await readRefusal(answered);
      why = refusalFailure({ method: 'PATCH' }, answered.url, refusal);
      if (refusal.status === 404) return { why };
      if (refusal.status === 413 && bytes.length > Math.max(LEAST, sending.upload.least))
        return { why, pieces: Math.max(LEAST, Math.floor(bytes.length / 8)) };
      if (refusal.status !== 416) throw why;
    } else why = answered;
    const far = await askHowFar(place, sending.upload);
    if (far === 'gone' || far === undefined || far.length < from || far.length > end) return { why };
    sending.upload = far.upload;
    if (far.length === end) return 'done';
    there = far.length;
  }
  return { why: why ?? astray(sending) };
};

const ATTEMPTS = 5;
const LEAST = 64 * 1024;
const MOST = 64 * 1024 * 1024;

/** The spec's own form, without a unit. */
const rangeOf = (from: number, end: number): Readonly<Record<string, string>> => ({
  'content-range': `${from}-${end - 1}`,
});

async function* inPieces(bytes: AsyncIterable<Uint8Array>, size: number): AsyncIterable<Uint8Array> {
  let piece = new Uint8Array(size);
  let filled = 0;
  for await (const chunk of bytes) {
    for (let at = 0; at < chunk.length;) {
      if (filled === size) {
        yield piece;
        piece = new Uint8Array(size);
        filled = 0;
      }
      const some = chunk.subarray(at, at + size - filled);
      piece.set(some, filled);
      filled += some.length;
      at += some.length;
    }
  }
  if (filled > 0) yield piece.subarray(0, filled);
}

const astray = ({ place: { repository }, content: { digest } }: Sending): Failure =>
  new Failure('REGISTRY_ANSWER_INVALID', `${repository} lost its place in ${digest}`, {
    remedy: 'Run the same command again; if it comes back, ask whoever runs the registry.',
  });
