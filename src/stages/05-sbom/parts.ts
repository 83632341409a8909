// The parts of the stage: one for each packaged asset, each platform of an image, and each image's index.
import { Failure } from '../../domain/failure.ts';
import type { AssembledImage } from '../../domain/outcome/assemble.ts';
import type { BuildOutcome, BuiltImage } from '../../domain/outcome/build.ts';
import type { Outcomes } from '../../domain/outcome/index.ts';
import type { PackagedAsset } from '../../domain/outcome/package.ts';
import { formatPlatform } from '../../domain/platform.ts';

export type Piece =
  | { readonly kind: 'asset'; readonly asset: PackagedAsset }
  | { readonly kind: 'platform'; readonly image: AssembledImage; readonly built: BuiltImage }
  | { readonly kind: 'index'; readonly image: AssembledImage };

type Given = Pick<Outcomes, 'build' | 'assemble' | 'package'>;

/** Each part by name: an asset's name, which has no slash, `<image id>/<platform>`, or `<image id>/index`. */
export const piecesOf = ({ build, assemble, package: { assets } }: Given): ReadonlyMap<string, Piece> =>
  new Map([
    ...assets.map((asset): [string, Piece] => [asset.name, { kind: 'asset', asset }]),
    ...assemble.indexes.flatMap((image): [string, Piece][] => [
      ...image.platforms.map(({ platform, digest }): [string, Piece] => [
        `${image.image}/${formatPlatform(platform)}`,
        { kind: 'platform', image, built: builtOf(build, image, digest) },
      ]),
      [`${image.image}/index`, { kind: 'index', image }],
    ]),
  ]);

const builtOf = ({ images }: BuildOutcome, { image }: AssembledImage, digest: string): BuiltImage => {
  const found = images.find((built) => built.image === image && built.manifest.digest === digest);
  if (found !== undefined) return found;
  throw new Failure(
    'MANIFEST_MISSING',
    `the index of the image ${image} names ${digest}, which was not built`,
    {
      remedy: 'Make the release again from the beginning; if it happens again, report it.',
    },
  );
};
