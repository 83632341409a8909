// Stage 01: refuses unless tag, branch, approvals, checks and the state of the target allow a release.
// It looks at everything first, judges it purely, and says all that stands in the way at once; what it saw of
// people and checks becomes the evidence, an asset of the release.
import type { Asset } from '../../domain/asset.ts';
import type { GateOutcome } from '../../domain/outcome/gate.ts';
import { releaseFileName } from '../../domain/release.ts';
import { stage } from '../../engine/stage.ts';
import { canonicalText } from '../../formats/canonical-json.ts';
import { EVIDENCE_MEDIA_TYPE, formatEvidence } from '../../formats/evidence.ts';
import { evidenceOf } from './evidence.ts';
import { gather } from './gather.ts';
import { demandPassage, judge } from './judge.ts';

export const gate = stage({
  name: 'gate',
  promise:
    'The tag is well formed, reviewed, green and on a release branch, and its name is free or its own.',
  revision: 1,
  reads: [],
  needs: ['forge', 'prover', 'registry', 'run', 'source', 'store'],
  repeats: 'again',
  parts: () => ['release'],
  run: async (_part, _input, doors, settings, bench) => {
    const { seen, facts } = await gather(settings, doors, bench.doing);
    const findings = judge(seen, settings);
    demandPassage(findings, settings);
    const { state, id } = seen.target;
    if (state === 'taken') throw new TypeError('a name that is taken was let through');
    const evidence: Asset = frozen(bench.before, facts) ?? {
      name: releaseFileName(facts, '.evidence.json'),
      role: 'evidence',
      content: await doors.store.write(
        formatEvidence(evidenceOf(seen, facts, findings, settings)),
        EVIDENCE_MEDIA_TYPE,
      ),
    };
    return {
      facts,
      evidence,
      findings,
      state,
      ...(state === 'draft' || state === 'sealed' ? { draft: id ?? '' } : {}),
    };
  },
  join: (done) => {
    const [only] = done.values();
    if (only === undefined) throw new TypeError('the gate has one part');
    return only;
  },
  // Later stages depend on the facts; the evidence is hashed where it is read.
  identity: ({ facts }) => facts,
  says: ({ facts, findings, state }) => {
    if (state === 'published') return `${facts.tag} is published already`;
    const reviewed = findings.some(({ code }) => code === 'REVIEWED') ? 'reviewed' : 'reviews not demanded';
    const on = findings.some(({ code }) => code === 'TAG_ON_BRANCH')
      ? `on ${facts.branch}`
      : 'played as merged';
    return `${reviewed}, green, ${on}`;
  },
});

/** Evidence is what an earlier attempt saw when it passed, as long as the facts are the same. */
const frozen = (before: GateOutcome | undefined, facts: GateOutcome['facts']): Asset | undefined =>
  before !== undefined && canonicalText(before.facts) === canonicalText(facts) ? before.evidence : undefined;
