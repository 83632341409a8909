import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'The chart mentions the image by its tag alone.',
  code: 'REFERENCE_NOT_PINNED',
  of: 'images',

  made: () => ({
    chart: (texts) =>
      void (texts['values.yaml'] = texts['values.yaml']?.replace(/\n +digest: .*\n/, '\n') ?? ''),
  }),
  way: 'directory',
  peer: { file: 'greeter-1.2.3.tgz', bundle: 'widget_v1.2.3.intoto.jsonl' },
};
