// What the release's own images are called in manifests and charts, and by which digest they are pinned there.
import type { AssembleOutcome } from '../../domain/outcome/assemble.ts';
import type { Targets } from '../../domain/targets.ts';
import type { Finding } from '../../domain/finding.ts';
import type { Pin } from '../../formats/manifests/pins.ts';
import { pinned } from '../../formats/manifests/pins.ts';

/** One for each image that was assembled. */
export const pinsOf = ({ indexes }: AssembleOutcome, { images }: Targets): readonly Pin[] =>
  indexes.map(({ image, repository, tags, moving, index }) => ({
    image,
    repository,
    known: images.find(({ id }) => id === image)?.known ?? [],
    tags,
    moving,
    digest: index.digest,
  }));

/** Says of an asset which images it names, by digest: what `unmentioned` looks for. */
export const pinnedFinding = (asset: string, pin: Pin): Finding => ({
  check: 'references',
  subject: asset,
  digest: pin.digest,
  result: 'proved',
  demanded: false,
  assertedBy: 'verifier',
  code: 'IMAGE_PINNED',
  message: `names ${pin.image} as ${pinned(pin)}`,
});

/** A finding for each image that none of these findings pins. */
export const unmentioned = (pins: readonly Pin[], findings: readonly Finding[]): readonly Finding[] =>
  pins
    .filter(({ digest }) => !findings.some((one) => one.code === 'IMAGE_PINNED' && one.digest === digest))
    .map(({ image, repository, digest }) => ({
      check: 'references',
      subject: image,
      digest,
      result: 'info',
      demanded: false,
      assertedBy: 'verifier',
      code: 'IMAGE_NOT_MENTIONED',
      message: `no manifest and no chart of this release mentions ${repository}`,
      remedy: `name what they call it under build.images.${image}.known, if they mean it`,
    }));
