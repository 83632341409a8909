// Blobs, read as they pass (distribution-spec 1.1, "Pulling blobs"): every byte hashed once, and never more of them than
// the descriptor says. A connection that breaks is taken up again where it broke.
import { createHash } from 'node:crypto';

import type { Descriptor } from '../../domain/descriptor.ts';
import { Failure } from '../../domain/failure.ts';
import { neutral } from '../../formats/neutral.ts';
import type { ReadOptions } from '../../ports/registry.ts';
import type { Answered, Exchange } from './exchange.ts';
import { rest } from './insist.ts';
import type { ManifestPlace } from './manifest.ts';
import { isUnknown, readRefusal, refusalFailure } from './refusal.ts';

/** The most breaks in a row in which not one byte came, and the most in all. */
const FRUITLESS = 5;
const BREAKS = 100;
/** Bytes from which on a body is large. */
const LARGE = 1024 * 1024;
/** The most at the very same byte: a network breaks anywhere, and what breaks there again has no more than that. */
const SAME = 3;

export interface BlobOptions extends ReadOptions {
  /** Milliseconds before a broken connection is taken up again, doubled up to 30,000. */
  readonly backoff: number;
  readonly signal: AbortSignal | undefined;
}

/**
 * A blob's bytes. Fails with `CONTENT_MISSING`, `CONTENT_DAMAGED` (another digest, size, or `Docker-Content-Digest`), and
 * as asking does, with the signal's reason among it.
 */
export async function* readBlob(
  place: ManifestPlace,
  content: Descriptor,
  { lent = false, backoff, signal }: BlobOptions,
): AsyncIterable<Uint8Array> {
  const shown = `${place.repository}@${neutral(content.digest)}`;
  const hash = createHash('sha256');
  let size = 0;
  for (let breaks = 0, fruitless = 0, same = 0; ;) {
    const before = size;
    const { answered, skip } = await open(place, content, shown, { from: size, lent });
    let ahead = skip;
    try {
      for await (const part of answered.body()) {
        // Where the registry begins anew, what passed already is passed over.
        const chunk = ahead === 0 ? part : part.subarray(Math.min(ahead, part.length));
        ahead -= part.length - chunk.length;
        if (chunk.length === 0) continue;
        size += chunk.length;
        if (size > content.size) throw damaged(shown, `more than ${content.size} bytes`);
        hash.update(chunk);
        yield chunk;
      }
      break;
    } catch (error) {
      if (!(error instanceof Failure) || error.code !== 'REGISTRY_UNREACHABLE') throw error;
      breaks += 1;
      fruitless = size > before ? 1 : fruitless + 1;
      same = size > before ? 1 : ahead === 0 ? same + 1 : 0;
      const given = fruitless === FRUITLESS || same === SAME;
      // What came is whole, whatever happened to the connection afterwards.
      if (size === content.size && size > 0) break;
      // So answers a registry that has lost the file behind what it remembers (distribution with its usual cache).
      if (given && size === 0) throw promised(shown);
      if (given || breaks === BREAKS) throw error;
      await rest(Math.min(30_000, backoff * 2 ** (fruitless - 1)), signal);
    }
  }
  if (size !== content.size) throw damaged(shown, `${size} bytes, not ${content.size}`);
  if (`sha256:${hash.digest('hex')}` !== content.digest) throw damaged(shown, 'other bytes');
}

const promised = (shown: string): Failure =>
  new Failure('CONTENT_MISSING', `the registry promises ${shown} and gives not one byte of it`, {
    remedy: 'Push it again; if that changes nothing, ask whoever runs the registry.',
  });

/** The answer from byte `from` on, or from an earlier one: `skip` bytes before it are to be passed over. */
const open = async (
  { ask, address }: ManifestPlace,
  content: Descriptor,
  shown: string,
  { from, lent }: { readonly from: number; readonly lent: boolean },
): Promise<{ readonly answered: Answered; readonly skip: number }> => {
  const exchange: Exchange = {
    method: 'GET',
    url: `/v2/${address.name}/blobs/${content.digest}`,
    scopes: [{ name: address.name, actions: 'pull' }],
    ...(from === 0 ? {} : { headers: { range: `bytes=${from}-` } }),
    repeatable: true,
    large: content.size - from > LARGE,
    lent,
  };
  const answered = await ask(exchange);
  const skip = skipOf(answered, from, content);
  if (skip === undefined) {
    const refusal = await readRefusal(answered);
    if (isUnknown(refusal))
      throw new Failure('CONTENT_MISSING', `the registry has no ${shown}: ${refusal.text}`, {
        remedy: 'Push it again; if that changes nothing, ask whoever runs the registry.',
      });
    throw refusalFailure(exchange, new URL(exchange.url, address.origin).href, refusal);
  }
  const said = answered.header('docker-content-digest');
  const length = lengthOf(answered);
  const left = content.size - from + skip;
  if (said?.startsWith('sha256:') !== true || said === content.digest)
    if (length === undefined || length === left) return { answered, skip };
  await answered.dismiss();
  throw damaged(
    shown,
    length === undefined || length === left
      ? `what it calls ${neutral(String(said)).slice(0, 80)}`
      : `${length} bytes, not ${left}`,
  );
};

/** How much of the answer passed already; `undefined` for an answer that is no content. */
const skipOf = (answered: Answered, from: number, { size }: Descriptor): number | undefined => {
  if (answered.status === 200) return from;
  const [, first, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(answered.header('content-range') ?? '') ?? [];
  const fits = from > 0 && Number(first) === from && (total === '*' || Number(total) === size);
  return answered.status === 206 && fits ? 0 : undefined;
};

/** Bytes that will come, where they are counted as they are. */
const lengthOf = (answered: Answered): number | undefined => {
  const length = answered.header('content-length');
  const encoded = (answered.header('content-encoding') ?? 'identity') !== 'identity';
  return encoded || length === undefined || !/^\d{1,15}$/.test(length) ? undefined : Number(length);
};

const damaged = (shown: string, what: string): Failure =>
  new Failure('CONTENT_DAMAGED', `the registry serves ${what} under ${shown}`, {
    remedy: 'Push it again without asking what is there; then ask whoever runs the registry.',
  });
