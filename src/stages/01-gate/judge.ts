// All rules over what was seen, all findings at once; a release that is public already is not judged again.
import { Failure } from '../../domain/failure.ts';
import { type Finding, refuses } from '../../domain/finding.ts';
import type { GateSettings } from '../../domain/settings.ts';
import { rules } from './rules/index.ts';
import type { Seen } from './seen.ts';

/** Every finding, in the order of the rules. */
export const judge = (seen: Seen, settings: GateSettings): readonly Finding[] =>
  rules.flatMap(({ name, asks, run }) =>
    run(seen, settings).map((judged): Finding => ({
      check: name,
      ...judged,
      demanded: judged.demanded && !settled(name, seen.target.state),
      assertedBy: asks === 'git' ? 'verifier' : 'platform',
      ...(asks !== 'git' && seen.rehearsed ? { rehearsed: true as const } : {}),
    })),
  );

/**
 * What was settled when the list was sealed: checks come and go, a sealed release stays what it is. Reviews can be
 * withdrawn until it is public.
 */
const settled = (rule: string, state: Seen['target']['state']): boolean =>
  (state === 'published' && ['reviewed', 'checked', 'changelog', 'names'].includes(rule)) ||
  (state === 'sealed' && ['checked', 'changelog', 'names'].includes(rule));

/** Fails with `GATE_REFUSED`, which carries every finding, when one stands in the way. */
export const demandPassage = (findings: readonly Finding[], { asked }: GateSettings): void => {
  const against = findings.filter(refuses);
  const [first] = against;
  if (first === undefined) return;
  const reasons = against.map(({ code, subject, message }) => `${code} (${subject}): ${message}`).join('; ');
  throw new Failure('GATE_REFUSED', `the gate does not let ${asked.tag} through: ${reasons}`, {
    remedy: first.remedy ?? 'look at the findings',
    findings,
  });
};
