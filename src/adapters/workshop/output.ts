// What a command prints: cut into lines, made harmless, and bounded however much there is.
import { neutral } from '../../formats/neutral.ts';

export interface OutputLimits {
  /** Characters of a line that are kept. */
  readonly line: number;
  /** Bytes that are passed on as lines; the rest is only remembered at its end. */
  readonly shown: number;
}

export interface Output {
  /** A stream of its own: its lines are never mixed with another's. */
  readonly stream: () => { readonly push: (chunk: Uint8Array) => void; readonly end: () => void };
  /** The last lines of all that was printed, at most this many. */
  readonly last: (lines: number) => readonly string[];
}

const LIMITS: OutputLimits = { line: 8192, shown: 1024 * 1024 };
/** What is remembered for the message of a failure. */
const TAIL = 64 * 1024;

/** Hands each line to `line`; memory stays within some hundred kilobytes. */
export const createOutput = (line: (text: string) => void, limits: OutputLimits = LIMITS): Output => {
  let shown = 0;
  let tail: Uint8Array[] = [];
  let held = 0;
  const remember = (chunk: Uint8Array): void => {
    tail.push(chunk.slice(-TAIL));
    held += Math.min(chunk.length, TAIL);
    if (held <= 4 * TAIL) return;
    tail = [Buffer.concat(tail).subarray(-TAIL)];
    held = TAIL;
  };
  const show = (bytes: Uint8Array): void => {
    if (shown > limits.shown) return;
    shown += bytes.length + 1;
    line(shown > limits.shown ? 'more is printed than is shown here' : readable(bytes, limits.line));
  };
  const stream: Output['stream'] = () => {
    let open: Buffer = Buffer.alloc(0);
    return {
      push: (chunk) => {
        remember(chunk);
        if (shown > limits.shown) return;
        let start = 0;
        for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
          show(Buffer.concat([open, chunk.subarray(start, end)]));
          open = Buffer.alloc(0);
          start = end + 1;
        }
        // A line that never ends is remembered no further than it is shown (four bytes a character at most).
        open = Buffer.concat([open, chunk.subarray(start)]).subarray(0, limits.line * 4);
      },
      end: () => {
        if (open.length > 0) show(open);
      },
    };
  };
  const last: Output['last'] = (lines) =>
    Buffer.concat(tail)
      .toString('latin1')
      .split('\n')
      .slice(held < TAIL ? 0 : 1) // the first is a piece of a line
      .filter((text) => text !== '')
      .slice(-lines)
      .map((text) => readable(Buffer.from(text, 'latin1'), 400));
  return { stream, last };
};

/** A line as people may see it: decoded, without colours and progress, harmless, cut. */
const readable = (bytes: Uint8Array, limit: number): string => {
  const text = new TextDecoder()
    .decode(bytes)
    .replaceAll(ESCAPES, '')
    .replace(/\r+$/, '')
    .replace(/^.*\r/s, '') // what a terminal would have written over
    .replaceAll('\t', '  ');
  return neutral(text.length > limit ? `${text.slice(0, limit)}…` : text);
};

// Control sequences (ECMA-48 CSI) and operating system commands (OSC), whole.
const ESCAPES = /\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)/g;
