// A registry's own list of referrers (distribution-spec 1.1, "Listing Referrers"), asked by whoever must know whether
// there is one.
import type { Digest } from '../../domain/digest.ts';
import { MAX_MANIFEST, OCI_INDEX } from '../../domain/oci.ts';
import { FormatError } from '../../formats/format-error.ts';
import { type Answered, readRefusal, refusalFailure } from '../registry-reader/index.ts';
import type { Place } from './place.ts';
import { parseReferrersList, type ReferrersList } from './referrers-list.ts';

/** The digests that it holds, of all its pages; `undefined` where the registry keeps no such list. */
export const listReferrers = async (
  place: Place,
  subject: Digest,
): Promise<ReadonlySet<string> | undefined> => {
  const found = new Set<string>();
  let url: string | undefined = place.path(`referrers/${subject}`);
  for (let page = 0; url !== undefined && page < MOST_PAGES && found.size < MOST_FOUND; page += 1) {
    const question = {
      method: 'GET',
      url,
      scopes: place.scopes,
      headers: { accept: OCI_INDEX },
      repeatable: true,
    } as const;
    const answered: Answered = await place.ask(question);
    if (answered.status !== 200) {
      const refusal = await readRefusal(answered);
      if (ABSENT.has(refusal.status)) return undefined;
      throw refusalFailure(question, answered.url, refusal);
    }
    const list = parsed(await answered.bytes(MAX_MANIFEST));
    if (list === undefined) return undefined;
    for (const { digest } of list.entries) found.add(digest);
    url = nextOf(answered);
  }
  return found;
};

const MOST_PAGES = 1000;
const MOST_FOUND = 10_000;

/** How registries say that they do not know the question. */
const ABSENT: ReadonlySet<number> = new Set([400, 404, 405, 406, 501]);

/** Where every unknown address shows the same page for people, there is no list. */
const parsed = (bytes: Uint8Array): ReferrersList | undefined => {
  try {
    return parseReferrersList(bytes);
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    throw error;
  }
};

/** The next page (RFC 8288), at the registry itself. */
const nextOf = (answered: Answered): string | undefined => {
  const target = /<([^<>]+)>\s*;[^,]*\brel="?next"?/i.exec(answered.header('link') ?? '')?.[1];
  if (target === undefined || !URL.canParse(target, answered.url)) return undefined;
  const [next, here] = [new URL(target, answered.url), new URL(answered.url)];
  return next.origin === here.origin ? next.href : undefined;
};
