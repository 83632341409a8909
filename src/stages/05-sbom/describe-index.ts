// What an image's index consists of: one manifest for each platform, each of which has a document of its own.
import { hexOf } from '../../domain/digest.ts';
import type { AssembledImage } from '../../domain/outcome/assemble.ts';
import { formatPlatform } from '../../domain/platform.ts';
import type { ReleaseFacts } from '../../domain/release.ts';
import { ociPurl } from '../../formats/purl.ts';
import {
  ASSET,
  type SpdxDescription,
  type SpdxPackage,
  type SpdxRelationship,
} from '../../formats/spdx/document.ts';
import { imageSbomName } from '../asset-name.ts';
import { created, sourceInfo } from './describe.ts';
import { describedManifest } from './describe-image.ts';

/** The description of an index: it contains its platforms, which are variants of it. */
export const describeIndex = (name: string, image: AssembledImage, facts: ReleaseFacts): SpdxDescription => ({
  name,
  asset: {
    name: image.repository,
    sha256: hexOf(image.index.digest),
    version: facts.version,
    purl: ociPurl(image.repository, image.index.digest, { tag: image.tags[0] }),
    purpose: 'CONTAINER',
    sourceInfo: sourceInfo(facts),
  },
  comment:
    'An index of one manifest for each platform. What is inside each of them is said by the document that is named there.',
  created: created(facts),
  files: [],
  packages: image.platforms.map((manifest): SpdxPackage => {
    const { purl, sha256, version } = describedManifest(image, manifest, facts);
    return {
      key: purl,
      name: `${image.repository} (${formatPlatform(manifest.platform)})`,
      version,
      purl,
      sha256,
      purpose: 'CONTAINER',
      comment: `Described by ${imageSbomName(image.repository, manifest.platform)}.`,
    };
  }),
  relationships: image.platforms.flatMap((manifest): readonly SpdxRelationship[] => {
    const { purl } = describedManifest(image, manifest, facts);
    return [
      { from: ASSET, type: 'CONTAINS', to: purl },
      { from: purl, type: 'VARIANT_OF', to: ASSET },
    ];
  }),
});
