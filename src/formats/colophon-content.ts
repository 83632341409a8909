// Images, charts and mirrors of the sealed list, strict in every field and against one another
// (docs/formats/colophon-v1.md).
import { byBytes } from '../domain/byte-order.ts';
import type {
  ListedAsset,
  ListedChart,
  ListedImage,
  ListedMirror,
  ListedPlatform,
  ListedReferrer,
} from '../domain/colophon.ts';
import type { Digest } from '../domain/digest.ts';
import { MAX_MANIFEST, OCI_INDEX, OCI_MANIFEST } from '../domain/oci.ts';
import { formatPlatform, parsePlatform } from '../domain/platform.ts';
import { byName } from '../domain/release-assets.ts';
import { FormatError } from './format-error.ts';
import { collisions, nameFault } from './names.ts';
import { isRepository, isTag, tagOfVersion } from './oci/place.ts';
import { digest, exactly, type Fields, filled, flag, list, one, text, whole } from './strict.ts';

/** What a list says of registries. */
export interface ListedPlaces {
  readonly images: readonly ListedImage[];
  readonly charts: readonly ListedChart[];
  readonly mirrors: readonly ListedMirror[];
}

/**
 * Reads `images`, `charts` and `mirrors`; `latest` is what the list says of itself. Throws `FormatError` for a field
 * that is missing, unknown, out of order or at odds with another.
 */
export const readPlaces = (fields: Fields, assets: readonly ListedAsset[], latest: boolean): ListedPlaces => {
  const images = list(fields['images'], 'images', image, MANY);
  const charts = list(fields['charts'], 'charts', chart, MANY);
  inOrder(images, 'images');
  inOrder(charts, 'charts');
  const early = images.findIndex(({ moving }) => moving.length > 0 && !latest);
  if (early >= 0)
    throw new FormatError('only the latest release is given names that move', `images[${early}].moving`);
  const strange = charts.findIndex(
    (entry) => !assets.some(({ name, role }) => name === entry.asset && role === 'chart'),
  );
  if (strange >= 0) throw new FormatError('no listed asset of that role', `charts[${strange}].asset`);
  const names = [
    ...images.flatMap(({ repository, tags, moving }) =>
      [...tags, ...moving].map((tag) => `${repository}:${tag}`),
    ),
    ...charts.flatMap(({ repository, tags }) => tags.map((tag) => `${repository}:${tag}`)),
  ];
  once(names, 'images and charts');
  const mirrors = list(
    fields['mirrors'],
    'mirrors',
    (value, at) => mirror(value, at, { images, charts }),
    MANY,
  );
  sorted(mirrors, 'mirrors', (a, b) => byBytes(a.to, b.to));
  return { images, charts, mirrors };
};

/** Digests of every manifest and index that is listed: what an SBOM may describe besides assets. */
export const listedManifests = ({
  images,
  charts,
}: Pick<ListedPlaces, 'images' | 'charts'>): ReadonlySet<string> =>
  new Set([
    ...images.flatMap((entry) => [entry.digest, ...entry.platforms.map((platform) => platform.digest)]),
    ...charts.map((entry) => entry.digest),
  ]);

/** The most images, charts, mirrors, or tags of one of them; of platforms; of referrers. */
const MANY = 1024;
const MANY_PLATFORMS = 256;
const MANY_REFERRERS = 16_384;
const CONTENT = ['name', 'repository', 'mediaType', 'digest', 'size', 'tags', 'referrers'];

const image = (value: unknown, at: string): ListedImage => {
  const fields = exactly(value, at, [...CONTENT, 'moving', 'platforms']);
  const root = { ...named(fields, at), ...described(fields, at, OCI_INDEX) };
  const platforms = list(fields['platforms'], `${at}.platforms`, platform, MANY_PLATFORMS);
  if (platforms.length === 0) throw new FormatError('an image without a platform', `${at}.platforms`);
  once(
    platforms.map((entry) => entry.platform),
    `${at}.platforms`,
  );
  const digests = [root.digest, ...platforms.map((entry) => entry.digest)];
  once(digests, `${at}.platforms`);
  const tags = readTags(fields['tags'], `${at}.tags`);
  if (tags.length === 0) throw new FormatError('an image without a tag', `${at}.tags`);
  const moving = readTags(fields['moving'], `${at}.moving`);
  const referrers = readReferrers(fields['referrers'], `${at}.referrers`, digests);
  return { ...root, tags, referrers, moving, platforms };
};

const chart = (value: unknown, at: string): ListedChart => {
  const fields = exactly(value, at, [...CONTENT, 'version', 'appVersion', 'asset']);
  const root = { ...named(fields, at), ...described(fields, at, OCI_MANIFEST) };
  const version = filled(fields['version'], `${at}.version`);
  const tags = readTags(fields['tags'], `${at}.tags`);
  if (tags.length !== 1 || tags[0] !== tagOfVersion(version))
    throw new FormatError('its one tag is not its version', `${at}.tags`);
  return {
    ...root,
    tags,
    referrers: readReferrers(fields['referrers'], `${at}.referrers`, [root.digest]),
    version,
    appVersion: filled(fields['appVersion'], `${at}.appVersion`),
    asset: filled(fields['asset'], `${at}.asset`),
  };
};

const platform = (value: unknown, at: string): ListedPlatform => {
  const fields = exactly(value, at, ['platform', 'digest', 'size']);
  const said = text(fields['platform'], `${at}.platform`);
  const parsed = parsePlatform(said);
  if (parsed === undefined || formatPlatform(parsed) !== said)
    throw new FormatError('no platform', `${at}.platform`);
  return {
    platform: said,
    digest: digest(fields['digest'], `${at}.digest`),
    size: manifestSize(fields['size'], `${at}.size`),
  };
};

const readReferrers = (
  value: unknown,
  at: string,
  subjects: readonly Digest[],
): readonly ListedReferrer[] => {
  const referrers = list(
    value,
    at,
    (entry, place): ListedReferrer => {
      const fields = exactly(entry, place, ['subject', 'digest', 'size', 'artifactType']);
      const subject = digest(fields['subject'], `${place}.subject`);
      const own = digest(fields['digest'], `${place}.digest`);
      if (!subjects.includes(subject))
        throw new FormatError('it speaks about what is not of this entry', `${place}.subject`);
      if (subjects.includes(own)) throw new FormatError('it is what others speak about', `${place}.digest`);
      return {
        subject,
        digest: own,
        size: manifestSize(fields['size'], `${place}.size`),
        artifactType: filled(fields['artifactType'], `${place}.artifactType`),
      };
    },
    MANY_REFERRERS,
  );
  sorted(referrers, at, (a, b) => byBytes(a.subject, b.subject) || byBytes(a.digest, b.digest));
  // A manifest has one subject.
  once(
    referrers.map((referrer) => referrer.digest),
    at,
  );
  return referrers;
};

const mirror = (
  value: unknown,
  at: string,
  { images, charts }: Pick<ListedPlaces, 'images' | 'charts'>,
): ListedMirror => {
  const fields = exactly(value, at, ['to', 'moving', 'content'], ['required']);
  const required = fields['required'];
  if (required !== undefined && required !== false)
    throw new FormatError('left out, or false', `${at}.required`);
  const to = filled(fields['to'], `${at}.to`);
  const names: string[] = [];
  const item = (entry: unknown, place: string): ListedMirror['content'][number] => {
    const each = exactly(entry, place, ['kind', 'name', 'repository', 'digest']);
    const kind = one(each['kind'], `${place}.kind`, ['image', 'chart'] as const);
    const origin = (kind === 'image' ? images : charts).find(({ name }) => name === each['name']);
    if (origin === undefined) throw new FormatError(`no listed ${kind}`, `${place}.name`);
    if (origin.digest !== each['digest'])
      throw new FormatError('another digest than where it comes from', `${place}.digest`);
    const repository = readRepository(each['repository'], `${place}.repository`);
    if (!repository.startsWith(`${to}/`))
      throw new FormatError('it lies outside of its mirror', `${place}.repository`);
    if (repository === origin.repository) throw new FormatError('a mirror of itself', `${place}.repository`);
    names.push(...origin.tags.map((tag) => `${repository}:${tag}`));
    return { kind, name: origin.name, repository, digest: origin.digest };
  };
  const content = list(fields['content'], `${at}.content`, item, 2 * MANY);
  if (content.length === 0) throw new FormatError('a mirror of nothing', `${at}.content`);
  sorted(content, `${at}.content`, (a, b) => byBytes(a.kind, b.kind) || byName(a, b));
  once(names, `${at}.content`);
  return {
    to,
    moving: flag(fields['moving'], `${at}.moving`),
    ...(required === undefined ? {} : { required }),
    content,
  };
};

const named = (fields: Fields, at: string): { readonly name: string; readonly repository: string } => {
  const name = filled(fields['name'], `${at}.name`);
  const fault = nameFault(name);
  if (fault !== undefined) throw new FormatError(`the name is refused: ${fault}`, `${at}.name`);
  return { name, repository: readRepository(fields['repository'], `${at}.repository`) };
};

const described = (
  fields: Fields,
  at: string,
  mediaType: string,
): { readonly mediaType: string; readonly digest: Digest; readonly size: number } => ({
  mediaType: one(fields['mediaType'], `${at}.mediaType`, [mediaType]),
  digest: digest(fields['digest'], `${at}.digest`),
  size: manifestSize(fields['size'], `${at}.size`),
});

const readRepository = (value: unknown, at: string): string => {
  if (!isRepository(text(value, at))) throw new FormatError('no repository', at);
  return value as string;
};

const readTags = (value: unknown, at: string): readonly string[] => {
  const tags = list(
    value,
    at,
    (tag, place) => {
      if (!isTag(text(tag, place))) throw new FormatError('no tag', place);
      return tag as string;
    },
    MANY,
  );
  once(tags, at);
  return tags;
};

const manifestSize = (value: unknown, at: string): number => {
  const size = whole(value, at);
  if (size === 0 || size > MAX_MANIFEST) throw new FormatError('no size of a manifest', at);
  return size;
};

const inOrder = (entries: readonly { readonly name: string }[], at: string): void => {
  sorted(entries, at, byName);
  const [pair] = collisions(entries.map(({ name }) => name));
  if (pair !== undefined) throw new FormatError(`${pair[0]} and ${pair[1]} differ in case or form only`, at);
};

const sorted = <T>(entries: readonly T[], at: string, order: (a: T, b: T) => number): void => {
  const wrong = entries.findIndex(
    (entry, index) => index > 0 && order(entries[index - 1] ?? entry, entry) >= 0,
  );
  if (wrong > 0) throw new FormatError('out of order, or it stands twice', `${at}[${wrong}]`);
};

const once = (names: readonly string[], at: string): void => {
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) throw new FormatError(`${name} stands twice`, at);
    seen.add(name);
  }
};
