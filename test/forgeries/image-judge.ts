// Asks Colophon's command about a release with images, as a careful consumer would: the whole rehearsal, or one image.
import type { VerifyOptions } from '../../src/cli/check/options.ts';
import { ORIGIN } from '../support/image-release.ts';
import { REPOSITORY } from '../support/release.ts';
import type { ImageLie, Way } from './image-lie.ts';
import { IMAGE_TAG, type ImagePlace, type ImageWorld } from './image-world.ts';
import { hear, type Judged, orFailure } from './judge.ts';

/** The ways in which a lie is told. */
export const waysOf = ({ way }: Pick<ImageLie, 'way'>): readonly Way[] =>
  way === undefined ? ['directory', 'layout'] : [way];

/** Tells a lie and listens to the answer. */
export const toldOfImages = async (
  lie: Omit<ImageLie, 'claim' | 'code' | 'of'>,
  way: Way,
  world: ImageWorld,
  name: string,
): Promise<{ readonly judged: Judged; readonly place: ImagePlace }> => {
  const place = await world.lay(lie.kind ?? (way === 'directory' ? 'rehearsal' : 'release'), name, lie);
  const said = lie.instead ?? { ...carefully(way, place), ...lie.options };
  return { place, judged: await orFailure(() => hear([targetOf(lie, way, place)], said, place.dir)) };
};

const targetOf = (
  { asked }: Pick<ImageLie, 'asked'>,
  way: Way,
  { dir, layout, release }: ImagePlace,
): string => {
  if (way === 'directory') return dir;
  const digest = asked?.digest === undefined ? release.images.at(-1)?.digest : asked.digest(release);
  return `oci-layout:${layout(asked?.repository ?? ORIGIN)}${digest === undefined ? '' : `@${digest}`}`;
};

const carefully = (way: Way, { trustedRoot }: ImagePlace): VerifyOptions =>
  way === 'directory'
    ? { rehearsal: true }
    : { repo: REPOSITORY, tag: IMAGE_TAG, trustedRoot, complete: true };
