import { describe, expect, it } from 'vitest';

import { quietBench } from '../../../test/support/quiet-bench.ts';
import { facts, targets } from '../../../test/support/release-facts.ts';
import { type Finding, refuses } from '../../domain/finding.ts';
import type { Outcomes } from '../../domain/outcome/index.ts';
import type { Targets } from '../../domain/targets.ts';
import type { Verdict } from '../../domain/verdict.ts';
import type { Prover } from '../../ports/prover.ts';
import { confirm } from './stage.ts';

const finding: Finding = {
  check: 'files',
  subject: 'a',
  result: 'proved',
  demanded: true,
  assertedBy: 'verifier',
  code: 'CHECKSUM_MATCHES',
  message: 'it matches',
};
const run = async (findings: readonly Finding[], over: Partial<Targets> = {}) => {
  const asked: (readonly string[] | undefined)[] = [];
  const prover = {
    published: async (...[, , hidden]: Parameters<Prover['published']>) => {
      asked.push(hidden);
      const rehearsal = findings.some(refuses) ? 'inconsistent' : 'consistent';
      return { rehearsal, scope: 'complete', findings, summary: {} } as unknown as Verdict;
    },
  } as unknown as Prover;
  const input = {
    gate: { facts },
    prove: { identity: { san: 'https://x', issuer: 'https://y' } },
    publish: { names: [], latest: false },
  } as unknown as Pick<Outcomes, 'gate' | 'prove' | 'publish'>;
  const settings = { targets: { ...targets, ...over } };
  const outcome = await confirm.run('release', input, { prover }, settings, quietBench<'confirm'>());
  return { outcome, asked };
};

const mirror = { to: 'mirror.example/team', repositories: {}, moving: false, required: true } as const;
const image = { id: 'a', repository: 'r.example/a', tags: [], moving: [], known: [], platforms: [] };

describe('confirming', () => {
  it('ends with the verdict of a stranger', async () => {
    expect((await run([finding])).outcome.verdict.findings).toEqual([finding]);
  });

  it('says what does not hold, and that the release is public', async () => {
    const lie: Finding = { ...finding, result: 'refuted', message: 'it has other bytes' };
    await expect(run([finding, lie])).rejects.toMatchObject({
      code: 'NOT_CONFIRMED',
      exit: 5,
      findings: [lie],
    });
  });

  it.each([
    { name: 'nothing that anyone can read', over: {}, hidden: [] },
    { name: 'a mirror of members', over: { mirrors: [{ ...mirror, read: 'private' }] }, hidden: [mirror.to] },
    {
      name: 'an open mirror of the same kind',
      over: { mirrors: [{ ...mirror, read: 'public' }] },
      hidden: [],
    },
    {
      name: 'images and charts of members',
      over: {
        read: 'private',
        images: [image],
        charts: [{ path: 'c', push: 'r.example/charts' }, { path: 'd' }],
      },
      hidden: ['r.example/a', 'r.example/charts'],
    },
  ] as const)('sends a stranger past $name', async ({ over, hidden }) => {
    expect((await run([finding], over)).asked).toEqual([hidden]);
  });
});
