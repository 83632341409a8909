// The grammar of release tags (SemVer 2.0.0, semver.org), and what follows from the versions in them:
// prerelease or stable, which is latest, which one came before, and the made-up tag of a rehearsal.
import { compare, parse } from 'semver';

import { Failure } from '../domain/failure.ts';
import { neutral } from './neutral.ts';

export interface Tag {
  readonly tag: string;
  /** What the pattern matched as `{version}`. */
  readonly version: string;
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  /** `rc.1` of `1.2.3-rc.1`; empty for a stable version. */
  readonly prerelease: string;
}

/** An OCI tag holds at most this many characters (OCI distribution-spec, "Pulling manifests"). */
export const MAX_TAG = 128;

/** The tag that this text is under the pattern, or the reason why it is none, as the end of a sentence. */
export const readTag = (tag: string, pattern: string): Tag | string => {
  if (tag === '') return 'it is empty';
  if (/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u.test(tag)) return 'it holds characters that cannot be seen';
  if (/\s/u.test(tag)) return 'it holds white space';
  if (tag.length > MAX_TAG) return `it has ${tag.length} characters, and OCI tags hold at most ${MAX_TAG}`;
  const [before = '', after = ''] = pattern.split('{version}');
  if (tag.length <= before.length + after.length || !tag.startsWith(before) || !tag.endsWith(after)) {
    return `it does not follow the pattern ${pattern}`;
  }
  const version = tag.slice(before.length, tag.length - after.length);
  // `parse` trims, takes a leading `v` and drops `+build`: only what it gives back unchanged is a version.
  const parsed = parse(version);
  if (parsed?.version !== version) return unfit(version);
  const { major, minor, patch } = parsed;
  return { tag, version, major, minor, patch, prerelease: parsed.prerelease.join('.') };
};

/** The same, for callers that have no use for another tag; fails with `TAG_INVALID`. */
export const parseTag = (tag: string, pattern: string): Tag => {
  const read = readTag(tag, pattern);
  if (typeof read !== 'string') return read;
  throw new Failure('TAG_INVALID', `the tag ${JSON.stringify(neutral(tag))} cannot be released: ${read}`, {
    remedy: `name the release by the pattern ${pattern} and a version such as 1.2.3 or 1.2.3-rc.1`,
  });
};

/** Whether this is a prerelease (SemVer 9). */
export const isPrerelease = (tag: Tag): boolean => tag.prerelease !== '';

/**
 * The release that this one is compared with: the highest lower version among these tags, and for a stable
 * version the highest lower stable one. Tags that do not follow the pattern are none.
 */
export const previousTag = (tags: readonly string[], tag: string, pattern: string): string | undefined => {
  const own = parseTag(tag, pattern);
  return highest(
    tagsOf(tags, pattern).filter(
      (other) => compare(other.version, own.version) < 0 && (isPrerelease(own) || !isPrerelease(other)),
    ),
  )?.tag;
};

/** Whether a release of this tag becomes latest: it is stable, and no published stable version is higher. */
export const isLatest = (published: readonly string[], tag: string, pattern: string): boolean => {
  const own = parseTag(tag, pattern);
  return (
    !isPrerelease(own) &&
    tagsOf(published, pattern).every(
      (other) => isPrerelease(other) || compare(other.version, own.version) <= 0,
    )
  );
};

/**
 * The made-up tag of a rehearsal without one: the patch after the highest stable tag (0.0.0 without any),
 * `-rehearsal.g` and the first 12 digits of the commit. The `g` keeps digits alone from being a number.
 */
export const rehearsalTag = (tags: readonly string[], commit: string, pattern: string): string => {
  const last = highest(tagsOf(tags, pattern).filter((tag) => !isPrerelease(tag)));
  const next = last === undefined ? '0.0.1' : `${last.major}.${last.minor}.${last.patch + 1}`;
  return pattern.replace('{version}', () => `${next}-rehearsal.g${commit.slice(0, 12)}`);
};

/** The tag of the highest version among these; those that do not follow the pattern are none. */
export const highestTag = (tags: readonly string[], pattern: string): string | undefined =>
  highest(tagsOf(tags, pattern))?.tag;

const tagsOf = (tags: readonly string[], pattern: string): readonly Tag[] =>
  tags.map((tag) => readTag(tag, pattern)).filter((tag) => typeof tag !== 'string');

const highest = (tags: readonly Tag[]): Tag | undefined =>
  tags.reduce<Tag | undefined>(
    (best, tag) => (best === undefined || compare(tag.version, best.version) > 0 ? tag : best),
    undefined,
  );

/** Why a version is none, for the faults that people make. */
const unfit = (version: string): string => {
  if (version.includes('+'))
    return 'build metadata (`+…`) cannot stand in an OCI tag, so it is not supported';
  const [core = '', ...rest] = version.split('-');
  const prerelease = rest.join('-');
  const numbers = core.split('.');
  if (numbers.length !== 3 || numbers.some((number) => !/^\d+$/.test(number))) {
    return `${version} is no SemVer version: three numbers come first`;
  }
  if (numbers.some((number) => number.length > 1 && number.startsWith('0'))) {
    return `${version} is no SemVer version: a number has a leading zero`;
  }
  if (numbers.some((number) => !Number.isSafeInteger(Number(number)))) {
    return `${version} is no version that can be compared: a number is too large`;
  }
  if (prerelease === '' || prerelease.split('.').includes('')) {
    return `${version} is no SemVer version: a part of the prerelease is empty`;
  }
  const zero = prerelease.split('.').find((part) => /^0\d+$/.test(part));
  if (zero !== undefined) return `${version} is no SemVer version: ${zero} has a leading zero`;
  return `${version} is no SemVer version: a prerelease holds letters, digits, hyphens and dots only`;
};
