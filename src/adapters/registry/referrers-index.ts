// Makes referrers findable: by the registry's own list where it keeps one, else by a list under a tag
// (distribution-spec 1.1, "Pushing Manifests with Subject"). What a registry can do is seen, never assumed.
import type { Descriptor } from '../../domain/descriptor.ts';
import type { Digest } from '../../domain/digest.ts';
import type { ReferrersIndex } from '../../ports/referrers-index.ts';
import type { Registry } from '../../ports/registry.ts';
import { listReferrers } from '../registry-reader/index.ts';
import { createBatches } from './batches.ts';
import { addToFallbackTag, lost } from './fallback-tag.ts';
import type { Open, Place } from './place.ts';
import type { Turns } from './turns.ts';

export interface ReferrersIndexOptions {
  readonly open: Open;
  readonly registry: Pick<Registry, 'manifest'>;
  readonly turns: Turns;
  /** Whether the registry said of this manifest that it lists it itself (`OCI-Subject`). */
  readonly isIndexed: (repository: string, manifest: Digest) => boolean;
  /** Milliseconds for which a registry may take its time to list what it said it lists. */
  readonly patience: number;
}

/** Fails beside what the port says with `REFERRERS_INDEX_FOREIGN`, `CONTENT_MISSING` and what asking fails with. */
export const createReferrersIndex = (options: ReferrersIndexOptions): Pick<ReferrersIndex, 'add'> => {
  const { open, isIndexed, patience } = options;
  const batches = createBatches<Descriptor>();
  /** Repositories that are not asked again whether their registry keeps a list. */
  const knowsNone = new Set<string>();
  /** Those that answered last that there is none. */
  const without = new Set<string>();

  const missing = async (
    place: Place,
    subject: Digest,
    referrers: readonly Descriptor[],
  ): Promise<readonly Descriptor[]> => {
    const address = { origin: place.origin, name: place.name };
    const listed = await listReferrers({ ...place, address }, subject, knowsNone);
    // Some answer `OCI-Subject` and have no such list.
    if (listed === undefined) without.add(place.repository);
    else without.delete(place.repository);
    const there = new Set(listed?.map(({ digest }) => digest));
    return referrers.filter(({ digest }) => !there.has(digest));
  };

  return {
    add: async (repository, subject, referrer) => {
      const place = open(repository);
      await batches(`${repository}@${subject}`, referrer, async (referrers) => {
        let absent = await missing(place, subject, referrers);
        const indexed = ({ digest }: Descriptor): boolean =>
          !without.has(repository) && isIndexed(repository, digest);
        for (let waited = 0, pause = 50; absent.some(indexed); pause = Math.min(pause * 2, 2000)) {
          if (waited >= patience) throw lost(place, subject, absent.filter(indexed));
          await place.rest(pause);
          waited += pause;
          absent = await missing(place, subject, absent);
        }
        if (absent.length > 0) await addToFallbackTag(place, subject, absent, options);
      });
    },
  };
};
