// Whether this machine's own zlib makes the bytes that pako makes: known by version, and tried once.
import { createHash } from 'node:crypto';
import { versions } from 'node:process';
import { promisify } from 'node:util';
import { deflateRaw } from 'node:zlib';

/**
 * The zlib builds that were compared with pako (docs/decisions): those inside Node's own releases. A
 * distribution's Node links another zlib, which may differ only after megabytes: it is never trusted by trial alone.
 */
export const KNOWN_ZLIB: ReadonlySet<string> = new Set([
  '1.3.1-e00f703', // Node 22.22.2 and 22.23.3
  '1.3.2.1-motley-8002e91', // Node 24.21.0
  '1.3.2.1-motley-285e94b', // Node 26.10.0
]);

/** SHA-256 of pako 3.0.3's raw DEFLATE of `vector()`, by level; a test makes them again. */
export const VECTOR_DIGESTS: ReadonlyMap<number, string> = new Map([
  [6, '924ac651a77ecd449ddd813fdbebe6722bd369c8bac778f8741cf87f2c6b6769'],
  [9, '45b073c494473007c5094bed610aa55fdcedec6b6a318c8c5cd14b947ab498af'],
]);

/** Whether native compression may stand in for pako here. */
export const nativeIsProved = async (zlib: string = versions.zlib ?? ''): Promise<boolean> => {
  if (!KNOWN_ZLIB.has(zlib)) return false;
  const input = vector();
  const made = await Promise.all(
    [...VECTOR_DIGESTS].map(async ([level, expected]) => (await digestOf(input, level)) === expected),
  );
  return made.every(Boolean);
};

const compress = promisify<Uint8Array, { readonly level: number }, Uint8Array>(deflateRaw);

const digestOf = async (input: Uint8Array, level: number): Promise<string> =>
  createHash('sha256')
    .update(await compress(input, { level }))
    .digest('hex');

/** 512 KiB, the same everywhere: noise, words, records, runs and repeats from every distance, over many window slides. */
export const vector = (): Uint8Array => {
  const bytes = new Uint8Array(512 * 1024);
  let state = 0x2545f491;
  const next = (below: number): number => {
    // xorshift32 (Marsaglia 2003)
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
  for (let at = 0; at < bytes.length;) {
    const length = Math.min(1 + next(3000), bytes.length - at);
    const kind = next(5);
    const value = next(256);
    const back = 1 + next(Math.min(at + 1, 33_000));
    const few = 2 + next(14);
    const end = at + length;
    for (; at < end; at++) {
      if (kind === 0) bytes[at] = next(256);
      else if (kind === 1) bytes[at] = 97 + next(few);
      else if (kind === 2) bytes[at] = value;
      else if (kind === 3) bytes[at] = at % 16 < 12 ? value : at >> 4;
      // A copy with a mistake now and then: short and long matches, at the window's edge and beyond.
      else bytes[at] = next(40) === 0 ? next(256) : (bytes[at - back] ?? 0);
    }
  }
  return bytes;
};
