// No proof, no seal.
import { Failure } from '../../domain/failure.ts';
import { refuses } from '../../domain/finding.ts';
import { type Verdict, holds } from '../../domain/verdict.ts';

/** Fails with `NOT_PROVED`, naming what was refuted or absent, unless the verdict holds. */
export const demandProof = (verdict: Verdict): void => {
  if (holds(verdict)) return;
  const against = verdict.findings.filter(refuses);
  throw new Failure(
    'NOT_PROVED',
    `what is staged does not prove: ${against.map(sentence).join('; ') || 'nothing was proved'}`,
    {
      remedy:
        'nothing has its public name yet; find out who changed the draft, or attached something else in the registries, before you run the same command again',
      findings: against,
    },
  );
};

const sentence = ({ subject, code, message }: Verdict['findings'][number]): string =>
  `${subject} ${code}: ${message}`;
