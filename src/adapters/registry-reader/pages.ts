// Lists that come in pages (distribution-spec 1.1, "Listing Tags", "Listing Referrers"; RFC 8288): followed within the
// registry only, and to an end.
import { Failure } from '../../domain/failure.ts';
import { FormatError } from '../../formats/format-error.ts';
import { shownUrl } from './address.ts';
import type { Ask, Exchange } from './exchange.ts';
import { type Refusal, refusalFailure } from './refusal.ts';
import { askWhole } from './whole.ts';

/** Of one page, in bytes. */
export const MAX_PAGE = 4 * 1024 * 1024;
const MAX_PAGES = 1000;
const MAX_ENTRIES = 10_000;

/**
 * What all pages list, in their order; a first page that is refused, as that. `parse` throws `FormatError` for a page
 * that is none. Fails with `REGISTRY_ANSWER_INVALID` for such a page, for a next one that was read before or lies at
 * another host, and for more than 1,000 pages or 10,000 entries; with `REGISTRY_REFUSED`, and as asking does.
 */
export const readPages = async <T>(
  ask: Ask,
  first: Exchange,
  origin: string,
  parse: (bytes: Uint8Array, header: (name: string) => string | undefined) => readonly T[],
): Promise<readonly T[] | Refusal> => {
  const entries: T[] = [];
  const seen = new Set<string>();
  let url = new URL(first.url, origin);
  for (let page = 1; ; page += 1) {
    seen.add(url.href);
    const answer = await askWhole(ask, { ...first, url: url.href }, MAX_PAGE);
    if (!('bytes' in answer)) {
      if (page === 1) return answer;
      throw refusalFailure(first, url.href, answer);
    }
    const next = linkTo(answer, () => {
      entries.push(...parse(answer.bytes, answer.header));
      return parseNext(answer.header('link'));
    });
    if (entries.length > MAX_ENTRIES) throw invalid(url, `it lists more than ${MAX_ENTRIES} entries`);
    if (next === undefined) return entries;
    if (next.origin !== new URL(origin).origin) throw invalid(url, `its next page lies at ${shownUrl(next)}`);
    if (seen.has(next.href)) throw invalid(url, 'its pages go round in a circle');
    if (page === MAX_PAGES) throw invalid(url, `it has more than ${MAX_PAGES} pages`);
    url = next;
  }
};

/**
 * The target of the link whose relation is `next`, as it stands there; `undefined` when there is none. Throws
 * `FormatError` for what is no list of links.
 */
export const parseNext = (header: string | undefined): string | undefined => {
  const text = (header ?? '').trim();
  let next: string | undefined;
  LINK.lastIndex = 0;
  for (let at = 0; at < text.length; at = LINK.lastIndex) {
    LINK.lastIndex = at;
    const [, target = '', parameters = ''] = LINK.exec(text) ?? [];
    if (LINK.lastIndex <= at) throw new FormatError('its Link is no list of links');
    const [, quoted, token] = REL.exec(parameters) ?? [];
    if ((quoted ?? token ?? '').toLowerCase().split(/ +/).includes('next')) next ??= target;
  }
  return next;
};

const PARAMETER = String.raw`[ \t]*;[ \t]*[\w!#$&+.^|~*-]+(?:[ \t]*=[ \t]*(?:"[^"\\]*"|[^\s",;]+))?`;
const LINK = new RegExp(String.raw`[ \t,]*<([^<>\s]*)>((?:${PARAMETER})*)[ \t]*(?:,[ \t,]*|$)`, 'gy');
const REL = /;[ \t]*rel[ \t]*=[ \t]*(?:"([^"]*)"|([^\s",;]+))/i;

const linkTo = ({ url }: { readonly url: string }, read: () => string | undefined): URL | undefined => {
  try {
    const next = read();
    if (next === undefined) return undefined;
    if (!URL.canParse(next, url)) throw new FormatError('its Link leads nowhere');
    return new URL(next, url);
  } catch (cause) {
    if (!(cause instanceof FormatError)) throw cause;
    throw invalid(new URL(url), cause.message);
  }
};

const invalid = (url: URL, why: string): Failure =>
  new Failure('REGISTRY_ANSWER_INVALID', `GET ${shownUrl(url)} cannot be used: ${why}`, {
    remedy: 'Ask whoever runs the registry.',
  });
