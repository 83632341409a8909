import { taken } from '../producer-edits.ts';
import type { ProducerLie } from '../producer-lie.ts';

export const lie: ProducerLie = {
  claim: 'The registry has no list of its own, takes the tag in its place, says so, and does not keep it.',
  code: 'REFERRER_LOST',
  of: 'producer',
  by: 'push',
  kind: { referrers: false, saysSubject: false },
  answers: () => (question, response) =>
    question.reference.startsWith('sha256-') && taken({ kind: 'manifests' })(question, response),
};
