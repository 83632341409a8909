// Which rules of the forge protect tag, branch and environment: told, and kept in the evidence.
import { type Judged, type Rule, told } from '../seen.ts';

export const protectedByRules: Rule = {
  name: 'protected',
  claim: 'The forge protects tag and branch.',
  asks: 'forge',
  run: ({ rules }) => [
    judge('tag', rules.tag),
    judge('branch', rules.branch),
    ...(rules.environment.length === 0 ? [] : [judge('environment', rules.environment)]),
  ],
};

const judge = (subject: string, names: readonly string[]): Judged =>
  names.length === 0
    ? told('RULES_MISSING', subject, 'no rule of the forge protects it')
    : told('RULES_IN_FORCE', subject, names.join(', '));
