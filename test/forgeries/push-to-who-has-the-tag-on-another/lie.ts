import { OCI_INDEX } from '../../../src/domain/oci.ts';
import { WIDGET } from '../producer-world.ts';
import type { ProducerLie } from '../producer-lie.ts';

export const lie: ProducerLie = {
  claim: 'The name of this release names something else there already.',
  code: 'TARGET_TAKEN',
  of: 'producer',
  by: 'push',
  told: ({ target, base }) => {
    const { manifests, tags } = target.repository(WIDGET);
    manifests.set(base.index, { bytes: base.content.get(base.index) ?? new Uint8Array(), type: OCI_INDEX });
    tags.set('v1.0.0', base.index);
  },
  puts: true,
};
