import { canonicalJson } from '../../../src/formats/canonical-json.ts';
import { sha256 } from '../../../src/formats/sha256.ts';
import { ORIGIN } from '../../support/image-release.ts';
import { rootOf, textOf } from '../image-edits.ts';
import { IMAGE_TAG } from '../image-world.ts';
import { bytesIn, pointTag } from '../registry-edits.ts';
import type { RegistryLie } from '../registry-lie.ts';

export const lie: RegistryLie = {
  claim: 'The tag names a document with layers and with manifests: readers differ in which of the two it is.',
  code: 'MANIFEST_INVALID',
  of: 'registry',
  told: (place) => {
    const { release } = place;
    const both = { ...JSON.parse(textOf(bytesIn(place, ORIGIN, rootOf(release)))), layers: [] } as object;
    const bytes = canonicalJson(both);
    const digest = sha256(bytes);
    place.memory.repository(ORIGIN).content.set(digest, bytes);
    pointTag(place, ORIGIN, IMAGE_TAG, { digest, size: bytes.length });
  },
};
