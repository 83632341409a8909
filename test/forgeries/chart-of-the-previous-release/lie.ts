import { NO_DIGEST } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'The chart mentions the image by a digest of the previous release.',
  code: 'REFERENCE_OF_OTHER_RELEASE',
  of: 'images',

  made: () => ({
    chart: (texts) =>
      void (texts['values.yaml'] = texts['values.yaml']?.replace(/sha256:[0-9a-f]{64}/, NO_DIGEST) ?? ''),
  }),
  way: 'directory',
  peer: { file: 'greeter-1.2.3.tgz', bundle: 'widget_v1.2.3.intoto.jsonl' },
};
