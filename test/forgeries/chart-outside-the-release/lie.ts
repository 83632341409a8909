import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'A template of the chart mentions an image that is not on the sealed list.',
  code: 'REFERENCE_OUTSIDE',
  of: 'images',

  made: () => ({
    chart: (texts) => void (texts['templates/job.yaml'] = 'spec:\n  image: evil.example/miner:1\n'),
  }),
  way: 'directory',
  peer: { file: 'greeter-1.2.3.tgz', bundle: 'widget_v1.2.3.intoto.jsonl' },
};
