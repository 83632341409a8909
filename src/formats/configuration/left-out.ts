// What a part of a release lacks of the whole, by name.
import { formatPlatform } from '../../domain/platform.ts';
import type { Settings } from '../../domain/settings.ts';
import { partsOf } from './chosen.ts';

export interface LeftOut {
  readonly kind: 'builder' | 'image' | 'file' | 'archive' | 'manifest' | 'chart' | 'list';
  /** An id, an asset template as it is written, a chart's directory. */
  readonly name: string;
  /** Of something that is made for others: the platforms that are missing. */
  readonly platforms?: readonly string[];
}

/** `image widget`, `builder cli for windows/amd64`. */
export const formatLeftOut = ({ kind, name, platforms }: LeftOut): string =>
  `${kind === 'list' ? 'checksum list' : kind} ${name}${platforms === undefined ? '' : ` for ${platforms.join(', ')}`}`;

/** What of `whole` is not in `part`, in the order of the configuration. */
export const leftOut = (whole: Settings, part: Settings): readonly LeftOut[] => {
  const all = partsOf(whole);
  const kept = partsOf(part);
  return [
    ...missing('builder', all.builders.map(builderName), kept.builders.map(builderName)),
    ...missing('image', all.images.map(imageName), kept.images.map(imageName)),
    ...missing('file', all.files.map(assetName), kept.files.map(assetName)),
    ...missing('archive', all.archives.map(assetName), kept.archives.map(assetName)),
    ...missing('manifest', all.manifests.map(assetName), kept.manifests.map(assetName)),
    ...missing('chart', all.charts.map(chartName), kept.charts.map(chartName)),
    ...missing('list', whole.checksum.lists.map(assetName), part.checksum.lists.map(assetName)),
  ];
};

interface Named {
  readonly name: string;
  readonly platforms: readonly string[];
}

const builderName = ({ id, targets }: Settings['build']['files'][number]): Named => ({
  name: id,
  platforms: targets.map(({ platform, target }) => targetName(formatPlatform(platform), target)),
});

/** The platform, and its target where that says more. */
const targetName = (platform: string, target: string): string =>
  target === platform.replace('/', '_').replace('/', '') ? platform : `${platform} (${target})`;

const imageName = ({ id, platforms }: Settings['build']['images'][number]): Named => ({
  name: id,
  platforms: platforms.map(formatPlatform),
});

const assetName = ({ asset }: { readonly asset: string }): Named => ({ name: asset, platforms: [] });

const chartName = ({ path }: { readonly path: string }): Named => ({ name: path, platforms: [] });

const missing = (
  kind: LeftOut['kind'],
  whole: readonly Named[],
  part: readonly Named[],
): readonly LeftOut[] =>
  whole.flatMap(({ name, platforms }): readonly LeftOut[] => {
    const kept = part.find((other) => other.name === name);
    if (kept === undefined) return [{ kind, name }];
    const gone = platforms.filter((platform) => !kept.platforms.includes(platform));
    return gone.length === 0 ? [] : [{ kind, name, platforms: gone }];
  });
