import { OCI_INDEX } from '../../../src/domain/oci.ts';
import { canonicalJson } from '../../../src/formats/canonical-json.ts';
import { sha256 } from '../../../src/formats/sha256.ts';
import { ORIGIN } from '../../support/image-release.ts';
import { IMAGE_TAG } from '../image-world.ts';
import { pointTag } from '../registry-edits.ts';
import type { RegistryLie } from '../registry-lie.ts';

export const lie: RegistryLie = {
  claim:
    'The tag names a manifest that is larger than any other tool takes, so that they and we judge different things.',
  code: 'MANIFEST_TOO_LARGE',
  of: 'registry',
  told: (place) => {
    const bytes = canonicalJson({
      mediaType: OCI_INDEX,
      manifests: [],
      schemaVersion: 2,
      x: ' '.repeat(5_000_000),
    });
    const digest = sha256(bytes);
    place.memory.repository(ORIGIN).content.set(digest, bytes);
    pointTag(place, ORIGIN, IMAGE_TAG, { digest, size: bytes.length });
  },
};
