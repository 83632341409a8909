// Stage 16: the release is verified once more, by name, anonymously, where consumers read it.
import { Failure } from '../../domain/failure.ts';
import { refuses } from '../../domain/finding.ts';
import { holds } from '../../domain/verdict.ts';
import { stage } from '../../engine/stage.ts';
import { membersOnly } from '../members-only.ts';

export const confirm = stage({
  name: 'confirm',
  promise: 'A stranger who asks for the release by name gets exactly what was sealed.',
  revision: 1,
  reads: ['gate', 'prove', 'publish'],
  needs: ['prover'],
  repeats: 'again',
  parts: () => ['release'],
  run: async (_part, { gate, prove }, { prover }, { targets }) => {
    const verdict = await prover.published(gate.facts, prove.identity, membersOnly(targets));
    if (holds(verdict)) return { verdict };
    const against = verdict.findings.filter(refuses);
    throw new Failure(
      'NOT_CONFIRMED',
      `the published release does not prove: ${against.map(({ message }) => message).join('; ')}`,
      {
        remedy:
          'the release is public; run the same command again to confirm it, and compare what consumers get',
        findings: against,
      },
    );
  },
  join: (done) => {
    const [only] = done.values();
    if (only === undefined) throw new TypeError('confirming has one part');
    return only;
  },
  says: ({ verdict }) => `${verdict.rehearsal ?? 'verified'}, by name, from the outside`,
});
