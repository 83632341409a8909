import { fallbackTag } from '../../../src/adapters/registry-reader/index.ts';
import { OCI_MANIFEST } from '../../../src/domain/oci.ts';
import { WIDGET } from '../producer-world.ts';
import type { ProducerLie } from '../producer-lie.ts';

export const lie: ProducerLie = {
  claim:
    'Under the tag that stands for the list lies an image: to write the list would be to take it away from somebody.',
  code: 'REFERRERS_INDEX_FOREIGN',
  of: 'producer',
  by: 'push',
  kind: { referrers: false, saysSubject: false },
  told: ({ target, reference, base }) => {
    const [manifest] = base.manifests;
    if (manifest === undefined) throw new TypeError('no manifest');
    const { manifests, tags } = target.repository(WIDGET);
    manifests.set(manifest, { bytes: base.content.get(manifest) ?? new Uint8Array(), type: OCI_MANIFEST });
    tags.set(fallbackTag(reference.image), manifest);
  },
};
