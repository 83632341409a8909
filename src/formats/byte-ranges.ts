// Asked ranges of bytes that may be streamed only: each pass keeps what was asked for and nothing else.

/** Content of known size that may be streamed as often as needed, always the same bytes. */
export interface Streamed {
  /** Bytes. */
  readonly size: number;
  readonly open: () => AsyncIterable<Uint8Array>;
  /** These bytes without those before them, fewer only at the end; absent where that cannot be. */
  readonly at?: (offset: number, length: number) => Promise<Uint8Array>;
}

export interface ByteRanges {
  readonly size: number;
  /** Exactly these bytes; `undefined` when they do not all lie inside, or are more than `MAX_RANGE`. */
  readonly read: (offset: number, length: number) => Promise<Uint8Array | undefined>;
  /** Where `pattern` first begins in a range, at a multiple of `step` counted from the range's start. */
  readonly find: (
    offset: number,
    length: number,
    pattern: Uint8Array,
    step: number,
  ) => Promise<number | undefined>;
}

/** The most that one range may hold. */
export const MAX_RANGE = 8 * 1024 * 1024;
/** Headers nearly always lie here, so this much is kept from the first pass. */
const HEAD = 64 * 1024;
const WINDOW = 256 * 1024;

/** Reads ranges of a stream; holds one range, its first 64 KiB and one chunk at a time. */
export const createByteRanges = ({ size, open, at }: Streamed): ByteRanges => {
  const collected = (offset: number, length: number): Promise<Uint8Array> =>
    at === undefined ? collect(open, offset, length) : at(offset, length);
  let head: Promise<Uint8Array> | undefined;
  return {
    size,
    read: async (offset, length) => {
      if (!inside(offset, length, size) || length > MAX_RANGE) return undefined;
      head ??= collected(0, Math.min(HEAD, size));
      const first = await head;
      const end = offset + length;
      return end <= first.length
        ? first.subarray(offset, end)
        : complete(await collected(offset, length), length);
    },
    find: async (offset, length, pattern, step) =>
      inside(offset, length, size)
        ? search(
            at === undefined ? slices(open, offset, length) : windows(at, offset, length),
            offset,
            pattern,
            step,
          )
        : undefined,
  };
};

const inside = (offset: number, length: number, size: number): boolean =>
  Number.isSafeInteger(offset) &&
  Number.isSafeInteger(length) &&
  offset >= 0 &&
  length >= 0 &&
  offset + length <= size;

const complete = (bytes: Uint8Array, length: number): Uint8Array | undefined =>
  bytes.length === length ? bytes : undefined;

const collect = async (open: Streamed['open'], offset: number, length: number): Promise<Uint8Array> => {
  const kept = new Uint8Array(length);
  let have = 0;
  if (length === 0) return kept;
  for await (const piece of slices(open, offset, length)) {
    kept.set(piece, have);
    have += piece.length;
  }
  return kept.subarray(0, have);
};

const search = async (
  pieces: AsyncIterable<Uint8Array>,
  offset: number,
  pattern: Uint8Array,
  step: number,
): Promise<number | undefined> => {
  // What is left of the piece before: a hit may begin there.
  let rest: Uint8Array = new Uint8Array(0);
  let start = offset;
  for await (const piece of pieces) {
    const window = joined(rest, piece);
    let at = 0;
    for (; at + pattern.length <= window.length; at += step) {
      if (pattern.every((byte, index) => window[at + index] === byte)) return start + at;
    }
    // A step may end beyond the window: the last place looked at is then looked at again.
    const keep = at > window.length ? at - step : at;
    rest = window.slice(keep);
    start += keep;
  }
  return undefined;
};

const joined = (first: Uint8Array, second: Uint8Array): Uint8Array => {
  if (first.length === 0) return second;
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
};

/** A range, one part of it after another. */
async function* windows(
  at: NonNullable<Streamed['at']>,
  offset: number,
  length: number,
): AsyncGenerator<Uint8Array> {
  for (let done = 0; done < length;) {
    const piece = await at(offset + done, Math.min(WINDOW, length - done));
    if (piece.length === 0) return;
    done += piece.length;
    yield piece;
  }
}

/** The parts of a stream that lie in a range; ends the stream as soon as the range is over. */
async function* slices(open: Streamed['open'], offset: number, length: number): AsyncGenerator<Uint8Array> {
  const end = offset + length;
  let at = 0;
  for await (const chunk of open()) {
    const from = Math.max(0, offset - at);
    const to = Math.min(chunk.length, end - at);
    if (to > from) yield chunk.subarray(from, to);
    at += chunk.length;
    if (at >= end) return;
  }
}
