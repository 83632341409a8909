import type { ProducerLie } from '../producer-lie.ts';

const rule = '-'.repeat(20);
const lines = [
  '#5 [stage-0 3/3] RUN ["/cli", "--self-test"]',
  '#5 ERROR: process "/cli --self-test" did not complete successfully: exit code: 1',
  'Dockerfile:3',
  rule,
  '   3 | >>> RUN ["/cli", "--self-test"]',
  rule,
  'error: failed to solve: process "/cli --self-test" did not complete successfully: exit code: 1',
];

export const lie: ProducerLie = {
  claim: 'The third step of the Dockerfile fails when everything else is built.',
  code: 'BUILD_FAILED',
  of: 'producer',
  by: 'dockerfile',
  builder: [{ when: 'build --', say: lines.join('\n'), code: 1 }],
  says: /Dockerfile:3/,
};
