import { OCI_MANIFEST } from '../../../src/domain/oci.ts';
import { MIRROR } from '../../support/image-release.ts';
import { AMD64, platformOf } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'The version tag on the mirror names one platform in place of the image.',
  code: 'IMAGE_TAG_OTHER',
  of: 'images',

  told: (release) => {
    const { tags, content } = release.memory.repository(`${MIRROR}/widget`);
    const digest = platformOf(release, AMD64);
    tags.set('v1.2.3', { mediaType: OCI_MANIFEST, digest, size: content.get(digest)?.length ?? 0 });
  },
  way: 'directory',
  peer: { repository: `${MIRROR}/widget`, digest: (release) => platformOf(release, AMD64) },
};
