import { OCI_INDEX } from '../../../src/domain/oci.ts';
import { taken } from '../producer-edits.ts';
import { PRODUCED_TAG, WIDGET } from '../producer-world.ts';
import { say } from '../registry-edits.ts';
import type { ProducerLie } from '../producer-lie.ts';

export const lie: ProducerLie = {
  claim: 'The registry takes the name, says so, and gives it to something else.',
  code: 'TARGET_TAKEN',
  of: 'producer',
  by: 'publish',
  answers: ({ target, base }) => {
    let put = false;
    return (question, response) => {
      if (question.reference !== PRODUCED_TAG || question.name !== WIDGET) return false;
      put ||= question.request.method === 'PUT';
      if (!put) return false;
      if (question.request.method === 'PUT') return taken({ kind: 'manifests' })(question, response);
      say(response, base.content.get(base.index) ?? '', { 'Content-Type': OCI_INDEX });
      return target.asked.length > 0;
    };
  },
  puts: true,
};
