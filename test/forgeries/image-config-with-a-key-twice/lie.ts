import { canonicalJson } from '../../../src/formats/canonical-json.ts';
import { ARM64, bytesOf, on, platformOf, textOf } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'The config says two entry points under one name; programs differ in which one they take.',
  code: 'MANIFEST_MALFORMED',
  of: 'images',

  made: () => ({
    config: (config, piece) =>
      on(
        { label: ARM64 },
        piece,
        bytesOf(textOf(canonicalJson(config)).replace('{', '{"config":{"Entrypoint":["/bin/sh"]},')),
      ),
  }),
  peer: { digest: (release) => platformOf(release, ARM64) },
};
