// Large bodies, taken from their connection beside Node's parser (RFC 9112, 6.2): it reads the head, and the length that it
// found is all that must be known of the rest. It would copy every piece of it into new memory, which costs as much as
// hashing it.
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

/** Bytes from which on a body is taken: its connection is good for nothing else afterwards, and a new one costs time. */
export const LEAST_TAKEN = 16 * 1024 * 1024;

const PIECE = 256 * 1024;

/** Where all connections read whose bytes go to the parser, which copies them before anything else is read. */
const block = Buffer.allocUnsafeSlow(PIECE);
/** Where the connection reads next that has just been read from. */
let next = block;

/** Connections whose next bytes begin with the head of an answer. */
const awaiting = new WeakSet<Socket>();
/** The one whose head the parser is being given. */
let opening: Socket | undefined;
const takers = new WeakMap<Socket, (bytes: Buffer) => void>();

/** How connections read whose answers may be large; an option of theirs. */
export const READ_INTO_BLOCKS = {
  // Asked for when a connection opens, and after every call of the other.
  buffer: (): Buffer => {
    const given = next;
    next = block;
    return given;
  },
  callback(this: Socket, count: number, read: Buffer): boolean {
    return come(this, read.subarray(0, count));
  },
};

/** Whether the connection is to read on. */
const come = (socket: Socket, bytes: Buffer): boolean => {
  const taker = takers.get(socket);
  if (taker !== undefined) {
    taker(bytes);
    // No more is read until it is asked for.
    return false;
  }
  const end = awaiting.delete(socket) ? bytes.indexOf('\r\n\r\n') + 4 : 0;
  // A head that comes in parts is left to the parser, with all that follows.
  if (end < 4 || !isPassedOn(socket)) return parse(socket, bytes);
  opening = socket;
  const more = parse(socket, bytes.subarray(0, end));
  opening = undefined;
  const rest = bytes.subarray(end);
  const taken = takers.get(socket);
  // What lies in the block others read over.
  if (taken !== undefined) taken(Buffer.from(rest));
  return taken === undefined && (rest.length === 0 || socket.destroyed ? more : parse(socket, rest));
};

const isPassedOn = (socket: Socket): boolean =>
  socket.readableFlowing === true && socket.readableLength === 0;

const parse = (socket: Socket, bytes: Buffer): boolean =>
  socket.push(isPassedOn(socket) ? bytes : Buffer.from(bytes));

/** Says that an answer comes on this connection whose body may be taken. */
export const awaitHead = (socket: Socket): void => void awaiting.add(socket);

/**
 * The body of an answer whose head has come this moment, if it is large, of known length and as it was asked for; else
 * the parser goes on. A piece of what is `lent` is written over as soon as the second one after it is asked for. Whoever
 * reads it ends the connection afterwards. Fails with `ECONNRESET` where that breaks.
 */
export const takenBody = (
  response: IncomingMessage,
  lent: boolean,
): AsyncIterable<Uint8Array> | undefined => {
  const { socket, headers } = response;
  const length = headers['transfer-encoding'] === undefined ? Number(headers['content-length'] ?? 0) : 0;
  if (socket !== opening || !Number.isSafeInteger(length) || length < LEAST_TAKEN) return undefined;
  const waiting: Buffer[] = [];
  let asked = false;
  let wake = (): void => undefined;
  // One that is read, one that was read before it, and one for what TLS gives although nothing is asked for.
  const ring = Array.from({ length: 3 }, () => Buffer.allocUnsafeSlow(PIECE));
  let turn = 0;
  takers.set(socket, (bytes) => {
    const keeps = lent && asked;
    asked = false;
    waiting.push(keeps ? bytes : Buffer.from(bytes));
    if (keeps) turn = (turn + 1) % ring.length;
    next = ring[turn] ?? block;
    wake();
  });
  response.once('close', () => wake());
  return piecesOf(length, async () => {
    while (waiting.length === 0) {
      if (response.errored !== null || response.destroyed) throw response.errored ?? cut();
      asked = true;
      const come = new Promise<void>((resolve) => (wake = resolve));
      socket.resume();
      await come;
    }
    return waiting.shift() ?? Buffer.alloc(0);
  });
};

async function* piecesOf(length: number, take: () => Promise<Uint8Array>): AsyncIterable<Uint8Array> {
  for (let left = length; left > 0;) {
    const piece = await take();
    yield piece.subarray(0, left);
    left -= piece.length;
  }
}

const cut = (): Error => Object.assign(new Error('the connection was cut'), { code: 'ECONNRESET' });
