import { OCI_INDEX } from '../../../src/domain/oci.ts';
import { canonicalJson } from '../../../src/formats/canonical-json.ts';
import { sha256 } from '../../../src/formats/sha256.ts';
import { ORIGIN } from '../../support/image-release.ts';
import { NO_DIGEST, textOf } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'The tag names a new index that holds one true platform; nothing is attached to that index.',
  code: 'IMAGE_NOT_SIGNED',
  of: 'images',

  told: ({ memory, images }) => {
    const { content, tags } = memory.repository(ORIGIN);
    const index = JSON.parse(textOf(content.get(images.at(-1)?.digest ?? NO_DIGEST) ?? new Uint8Array())) as {
      readonly manifests: readonly object[];
    };
    const bytes = canonicalJson({ ...index, manifests: index.manifests.slice(1) });
    content.set(sha256(bytes), bytes);
    tags.set('v1.2.3', { mediaType: OCI_INDEX, digest: sha256(bytes), size: bytes.length });
  },
  way: 'layout',
  asked: { digest: () => undefined },
  peer: {
    digest: ({ memory }) => memory.repository(ORIGIN).tags.get('v1.2.3')?.digest ?? NO_DIGEST,
  },
};
