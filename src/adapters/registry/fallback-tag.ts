// The list of referrers of a registry that keeps none itself, under a tag that several writers share: merged, read again,
// and written again where somebody else's writing undid it (distribution-spec 1.1, "Referrers Tag Schema").
import { randomInt } from 'node:crypto';

import type { Descriptor } from '../../domain/descriptor.ts';
import type { Digest } from '../../domain/digest.ts';
import { Failure } from '../../domain/failure.ts';
import { MAX_MANIFEST, OCI_INDEX } from '../../domain/oci.ts';
import { FormatError } from '../../formats/format-error.ts';
import { sha256 } from '../../formats/sha256.ts';
import type { Registry } from '../../ports/registry.ts';
import { fallbackTag, isUnknown, readRefusal, refusalFailure } from '../registry-reader/index.ts';
import type { Place } from './place.ts';
import { type Put, putManifest } from './put-manifest.ts';
import { putServed } from './put-served.ts';
import {
  lacking,
  NO_REFERRERS,
  othersIn,
  parseReferrersList,
  type ReferrersList,
  withReferrers,
} from './referrers-list.ts';
import type { Turns } from './turns.ts';

export interface FallbackOptions {
  readonly turns: Turns;
  readonly registry: Pick<Registry, 'manifest'>;
}

/**
 * Adds referrers to the list under the tag of their subject, in one writing. Fails with `REFERRERS_INDEX_FOREIGN` where
 * something else has that tag, `REFERRER_LOST` where they do not stay, `CONTENT_MISSING` where the registry lacks them.
 */
export const addToFallbackTag = async (
  place: Place,
  subject: Digest,
  referrers: readonly Descriptor[],
  { turns, registry }: FallbackOptions,
): Promise<void> => {
  const tag = fallbackTag(subject);
  const dead = new Set<string>();
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    // Two that undid each other's writing are not to meet again.
    if (attempt > 0) await place.rest(randomInt(1, place.backoff * 2 ** Math.min(attempt, 5) + 1));
    const stays = await turns(place, tag, async () => {
      const read = await readList(place, tag);
      if (lacking(read.list, referrers).length === 0) return true;
      const bytes = withReferrers(read.list, referrers, dead);
      if (bytes.length > MAX_MANIFEST) throw tooLarge(place, tag);
      const written = { mediaType: OCI_INDEX, digest: sha256(bytes), size: bytes.length };
      const condition = read.etag === undefined ? {} : { 'if-match': read.etag };
      const put = await putManifest(place, tag, written, bytes, condition);
      if (put.kind === 'put')
        return isStable(place, tag, written.digest, referrers, async () => {
          await putServed(place, tag, written, bytes, listed(registry));
        });
      if (put.kind === 'refused')
        for (const one of await deadAmong(place, put, othersIn(read.list, referrers), registry))
          dead.add(one);
      return false;
    });
    if (stays) return;
  }
  throw lost(place, subject, referrers);
};

const ATTEMPTS = 10;

/** Lists may hold what no reader takes for a manifest, and are there all the same. */
const listed = (registry: Pick<Registry, 'manifest'>): Pick<Registry, 'manifest'> => ({
  manifest: (repository, digest) =>
    registry.manifest(repository, digest).catch((error: unknown) => {
      if (error instanceof Failure && error.code === 'MANIFEST_INVALID') return new Uint8Array();
      throw error;
    }),
});

interface Read {
  readonly list: ReferrersList;
  readonly digest?: Digest;
  /** What a condition may be about; weak ones are not compared for writing (RFC 9110, 13.1.1). */
  readonly etag?: string;
}

const readList = async (place: Place, tag: string): Promise<Read> => {
  const question = {
    method: 'GET',
    url: place.path(`manifests/${tag}`),
    scopes: place.scopes,
    headers: { accept: OCI_INDEX },
    repeatable: true,
  } as const;
  const answered = await place.ask(question);
  if (answered.status !== 200) {
    const refusal = await readRefusal(answered);
    if (isUnknown(refusal)) return { list: NO_REFERRERS };
    throw refusalFailure(question, answered.url, refusal);
  }
  const etag = answered.header('etag');
  const bytes = await answered.bytes(MAX_MANIFEST);
  try {
    return {
      list: parseReferrersList(bytes),
      digest: sha256(bytes),
      ...(etag?.startsWith('"') === true ? { etag } : {}),
    };
  } catch (cause) {
    if (!(cause instanceof FormatError)) throw cause;
    throw new Failure(
      'REFERRERS_INDEX_FOREIGN',
      `${place.repository}:${tag} is no list of referrers: ${cause.message}`,
      { remedy: 'Nothing is overwritten: find out what was put there, and remove the tag.', cause },
    );
  }
};

/**
 * Whether what was written, or what somebody made of it meanwhile, holds all of these, and does so twice. Where nothing is
 * there, the registry may remember the list and have lost it: then `again` is to bring it, with what others wrote in it.
 */
const isStable = async (
  place: Place,
  tag: string,
  written: Digest,
  referrers: readonly Descriptor[],
  again: () => Promise<void>,
): Promise<boolean> => {
  let before: Digest | undefined = written;
  for (let reads = 0; reads < ATTEMPTS; reads += 1) {
    const { list, digest } = await readList(place, tag);
    if (digest === undefined && reads === 0) {
      await again();
      continue;
    }
    if (lacking(list, referrers).length > 0) return false;
    if (digest === before) return true;
    before = digest;
    await place.rest(place.backoff);
  }
  // It grows and grows, and keeps these.
  return true;
};

/** Entries that the registry refuses to list any longer, because it has lost what they name. Throws what else it refuses with. */
const deadAmong = async (
  { repository }: Place,
  { why, refusal }: Extract<Put, { readonly kind: 'refused' }>,
  others: readonly Digest[],
  registry: Pick<Registry, 'manifest'>,
): Promise<readonly Digest[]> => {
  if (why.code !== 'CONTENT_MISSING') throw why;
  const named = others.filter((digest) => refusal.digests.includes(digest));
  const dead: Digest[] = [];
  for (const digest of (named.length > 0 ? named : others).slice(0, MOST_LOOKED_AT))
    if (await isMissing(registry, repository, digest)) dead.push(digest);
  if (dead.length === 0) throw why;
  return dead;
};

const MOST_LOOKED_AT = 100;

const isMissing = async (
  registry: Pick<Registry, 'manifest'>,
  repository: string,
  digest: Digest,
): Promise<boolean> => {
  try {
    await registry.manifest(repository, digest);
    return false;
  } catch (error) {
    if (error instanceof Failure && error.code === 'MANIFEST_MISSING') return true;
    throw error;
  }
};

const tooLarge = ({ repository }: Place, tag: string): Failure =>
  new Failure('MANIFEST_TOO_LARGE', `the list of referrers ${repository}:${tag} grows over 4 MiB`, {
    remedy: 'Use a registry that has the referrers API.',
  });

export const lost = ({ repository }: Place, subject: Digest, referrers: readonly Descriptor[]): Failure =>
  new Failure(
    'REFERRER_LOST',
    `${referrers.map(({ digest }) => digest).join(', ')} in ${repository} is not found from ${subject}`,
    {
      remedy: 'Run the same command again, and nothing else that attests the same image at the same time.',
    },
  );
