import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'The manifests are no YAML, so that nobody finds what they mention.',
  code: 'REFERENCES_UNREADABLE',
  of: 'images',

  made: () => ({ install: () => 'a: [' }),
  way: 'directory',
  peer: { file: 'install.yaml', bundle: 'widget_v1.2.3.intoto.jsonl' },
};
