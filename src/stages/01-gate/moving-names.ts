// Names that move are given last: a run that was killed after the release became public may have left them behind.
import { type ReleaseFacts, releaseFileName } from '../../domain/release.ts';
import type { Doors } from '../../engine/stage.ts';
import { COLOPHON_LIMIT, parseColophon } from '../../formats/colophon.ts';
import type { ForgeRelease } from '../../ports/forge.ts';
import { gather } from '../gather.ts';

/**
 * Names that this release should have and that name something else, in the order in which they are given. Ask only
 * about a published release that was verified: its sealed list is read and believed. None in mirrors that may fail,
 * which hold nothing up, and none where a higher version has come since.
 */
export const namesLeftBehind = async (
  facts: ReleaseFacts,
  release: ForgeRelease,
  { forge, registry }: Doors<'forge' | 'registry'>,
): Promise<readonly string[]> => {
  const name = releaseFileName(facts, '.colophon.json');
  if (!facts.latest || !release.assets.some((asset) => asset.name === name)) return [];
  const { latest, images, mirrors } = parseColophon(
    await gather(forge.asset(release.id, name), COLOPHON_LIMIT),
  );
  if (!latest) return [];
  const places = images.flatMap((image) => [
    image,
    ...mirrors
      .filter(({ moving, required }) => moving && required !== false)
      .flatMap(({ content }) => content.filter(({ kind, name: id }) => kind === 'image' && id === image.name))
      .map(({ repository }) => ({ ...image, repository })),
  ]);
  const left: string[] = [];
  for (const { repository, moving, digest } of places) {
    for (const tag of moving) {
      if ((await registry.resolve(repository, tag))?.digest !== digest) left.push(`${repository}:${tag}`);
    }
  }
  return release.latest === true ? left : [...left, 'latest'];
};
