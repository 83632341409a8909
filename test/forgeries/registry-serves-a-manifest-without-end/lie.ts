import { OCI_INDEX } from '../../../src/domain/oci.ts';
import { IMAGE_TAG } from '../image-world.ts';
import { about, endless } from '../registry-edits.ts';
import type { RegistryLie } from '../registry-lie.ts';

export const lie: RegistryLie = {
  claim: 'The manifest goes on and on, until the reader’s memory is full.',
  code: 'MANIFEST_TOO_LARGE',
  of: 'registry',
  answers: () =>
    about({ kind: 'manifests', reference: IMAGE_TAG }, (response) =>
      endless(response, { 'Content-Type': OCI_INDEX }),
    ),
  // Asked by the tag they would read until the machine ends them.
  peer: 'silent',
};
