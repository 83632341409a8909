// The place and the name by which an image was asked for, against what the sealed list says of it (trust.md 4): the same
// digest under the name of another image of the release is a lie that no signature shows.
import type { Colophon, ListedChart, ListedImage, ListedPlatform } from '../../domain/colophon.ts';
import type { Finding } from '../../domain/finding.ts';
import { findingsOf } from '../check.ts';

/** Where an image was asked for. */
export interface AskedPlace {
  /** Host and path. */
  readonly repository: string;
  /** Absent: asked by digest alone, and then the place is no claim. */
  readonly tag?: string;
}

/** What of the list a digest is. */
export interface ListedEntry {
  readonly listed: ListedImage | ListedChart;
  readonly platform?: ListedPlatform;
}

const { proved, refuted, info } = findingsOf('image');

/** What is to be said about the place; `name` is how the user called it. `undefined` where the place is as listed and no claim. */
export const askedPlace = (
  name: string,
  entry: ListedEntry,
  { repository, tag }: AskedPlace,
  colophon: Pick<Colophon, 'mirrors' | 'tag'>,
): Finding | undefined => {
  const { listed, platform } = entry;
  const place = placesOf(listed, colophon).find((one) => one.repository === repository);
  if (tag === undefined) return place === undefined ? elsewhere(name, entry) : undefined;
  const mismatch = (message: string): Finding =>
    refuted(name, 'IMAGE_ROLE_MISMATCH', message, {
      remedy: `ask for ${listed.repository}:${listed.tags[0] ?? ''}, or for the digest alone`,
    });
  if (place === undefined)
    return mismatch(
      `what has this name is ${listed.repository} ${colophon.tag}, and no mirror of it is here`,
    );
  if (platform !== undefined)
    return mismatch(`it names only ${platform.platform} of an image whose platforms belong together`);
  if (listed.tags.includes(tag))
    return proved(name, 'IMAGE_TAG_GIVEN', 'it names exactly this', { digest: listed.digest });
  if (place.moving.includes(tag))
    return info(name, 'IMAGE_TAG_MOVES', `it names ${colophon.tag} now, and moves from release to release`);
  return mismatch(`the sealed list calls it ${listed.tags.join(', ')}, and not ${tag}`);
};

interface ListedPlace {
  readonly repository: string;
  readonly moving: readonly string[];
}

const placesOf = (
  listed: ListedEntry['listed'],
  { mirrors }: Pick<Colophon, 'mirrors'>,
): readonly ListedPlace[] => {
  const moving = 'moving' in listed ? listed.moving : [];
  const kind = 'platforms' in listed ? 'image' : 'chart';
  const copies = mirrors.flatMap((mirror) =>
    mirror.content
      .filter((one) => one.kind === kind && one.name === listed.name)
      .map((one) => ({ repository: one.repository, moving: mirror.moving ? moving : [] })),
  );
  return [{ repository: listed.repository, moving }, ...copies];
};

/** Said where nothing is claimed about a place: in a layout, and of a digest that lies where no list names it. */
export const elsewhere = (name: string, { listed, platform }: ListedEntry): Finding =>
  info(
    name,
    'IMAGE_ELSEWHERE',
    `this is ${platform === undefined ? '' : `${platform.platform} of `}${listed.repository}:${listed.tags[0] ?? ''}, in another place than the sealed list says`,
  );
