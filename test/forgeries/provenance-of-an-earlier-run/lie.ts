import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';

export const lie: Lie = {
  claim: 'The provenance is of a run that was never signed for, of the same workflow, tag and commit.',
  code: 'PROVENANCE_CONTRADICTS_CERTIFICATE',
  of: 'release',
  make: async (_world, target) =>
    remake(target, {
      provenance: { run: { runInvocationUri: target.run.runInvocationUri.replace('runs/1/', 'runs/7/') } },
      statement: ({ predicate }) => {
        predicate.runDetails.metadata.invocationId = target.run.runInvocationUri;
      },
    }),
};
