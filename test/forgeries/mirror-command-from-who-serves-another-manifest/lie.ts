import { OCI_INDEX } from '../../../src/domain/oci.ts';
import { WIDGET } from '../producer-world.ts';
import { about, say } from '../registry-edits.ts';
import type { ProducerLie } from '../producer-lie.ts';

export const lie: ProducerLie = {
  claim: 'The registry that is copied from serves another manifest under the digest of a platform.',
  code: 'CONTENT_DAMAGED',
  of: 'producer',
  by: 'copy',
  source: ({ source, reference, base }) => {
    const { manifests } = JSON.parse(
      new TextDecoder().decode(source.repository(WIDGET).manifests.get(reference.image)?.bytes),
    ) as { readonly manifests: readonly { readonly digest: string }[] };
    return about({ kind: 'manifests', reference: manifests[0]?.digest ?? '' }, (response) =>
      say(response, base.content.get(base.index) ?? '', { 'Content-Type': OCI_INDEX }),
    );
  },
};
