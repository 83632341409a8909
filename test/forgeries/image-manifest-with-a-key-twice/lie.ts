import { canonicalJson } from '../../../src/formats/canonical-json.ts';
import { AMD64, amd64Manifest, bytesOf, platformOf, textOf } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'A manifest holds its layers twice under one key; programs differ in which ones they unpack.',
  code: 'MANIFEST_MALFORMED',
  of: 'images',

  made: amd64Manifest((manifest) => bytesOf(textOf(canonicalJson(manifest)).replace('{', '{"layers":[],'))),
  peer: { digest: (release) => platformOf(release, AMD64) },
};
