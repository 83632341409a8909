import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { canonicalJson } from '../../../src/formats/canonical-json.ts';
import { ORIGIN } from '../../support/image-release.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'index.json gives the version tag to two images; programs differ in which one they take.',
  code: 'MANIFEST_INVALID',
  of: 'images',

  laid: ({ layout, release: { chart } }) => {
    const path = join(layout(ORIGIN), 'index.json');
    const index = JSON.parse(readFileSync(path, 'utf8')) as { manifests: object[] };
    const { mediaType, digest, size } = chart;
    const annotations = { 'org.opencontainers.image.ref.name': 'v1.2.3' };
    writeFileSync(
      path,
      canonicalJson({ ...index, manifests: [...index.manifests, { mediaType, digest, size, annotations }] }),
    );
  },
  way: 'layout',
  asked: { digest: () => undefined },
  peer: 'silent',
};
