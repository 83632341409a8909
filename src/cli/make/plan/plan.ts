// `colophon plan`: what a release would do, and all that stands in its way; nothing is written anywhere.
import { join } from 'node:path';

import type { Finding } from '../../../domain/finding.ts';
import { refuses } from '../../../domain/finding.ts';
import { authority, type Authority } from '../../../engine/authority.ts';
import { failureOf } from '../../../engine/failures.ts';
import { runPipeline } from '../../../engine/run.ts';
import { neutral } from '../../../formats/neutral.ts';
import { stages } from '../../../stages/index.ts';
import { type AssetPlan, nameFacts, planAssets } from '../../../stages/plan-assets.ts';
import type { Answer, Invocation } from '../../command.ts';
import { placesOf } from '../places/directory.ts';
import { readForgeState } from '../prepare/forge-state.ts';
import type { PlanOptions } from '../options.ts';
import { planNames, type PlannedName } from './plan-names.ts';
import { prepared, type Prepared } from '../prepare/prepare.ts';
import { findingLines, marksOf } from '../screen/render.ts';
import { createStandIns, type StandIns } from '../stand-ins/stand-ins.ts';
import { stopped } from '../screen/stopped.ts';

interface Planned {
  readonly tag: string;
  readonly commit: string;
  readonly repository: string;
  readonly findings: readonly Finding[];
  readonly assets: AssetPlan;
  readonly names: readonly PlannedName[];
}

/** The command. Exit 0: ready; 1: something stands in the way; 3: it could not be asked. */
export const plan = async (options: PlanOptions, invocation: Invocation): Promise<Answer> => {
  try {
    const planned = await prepared(
      undefined,
      'rehearsal',
      { ...options, soon: true },
      invocation,
      async (ready) => {
        const standIns = await createStandIns(
          ready,
          placesOf(join(ready.scratch, 'plan'), ready.asked.tag),
          await readForgeState(undefined, ready, invocation),
          invocation,
        );
        try {
          return await planIn(ready, standIns, invocation);
        } finally {
          await standIns.end();
        }
      },
    );
    return planAnswer(planned, invocation);
  } catch (error) {
    const failure = failureOf(error, 'this plan');
    return stopped(
      {
        failure,
        public: 'nothing',
        next: ['colophon', 'plan', ...(options.tag === undefined ? [] : ['--tag', options.tag])],
      },
      invocation,
    );
  }
};

const planIn = async (
  { asked, settings, repository, releaseId }: Prepared,
  { ports, journal, host }: StandIns,
  { config, jobs, signal }: Invocation,
): Promise<Planned> => {
  const findings: Finding[] = [];
  await runPipeline({
    stages,
    settings,
    ports,
    store: ports.store,
    journal,
    report: (event) => event.type === 'finding' && findings.push(event.finding),
    releaseId,
    jobs,
    signal,
    observer: {},
    host,
    until: 'gate',
  }).catch((error: unknown) => {
    // A gate that refuses has said why; anything else could not be judged.
    if (!findings.some(refuses)) throw error;
  });
  const { source } = repository;
  const assets = await planAssets(source, settings, { config });
  const { registry } = ports;
  // A tag that is none has been refused by the gate, and gives no names.
  const malformed = findings.some(({ code }) => code === 'TAG_MALFORMED');
  const names = malformed ? [] : await planNames(settings, nameFacts(settings), { source, registry });
  return {
    tag: asked.tag,
    commit: asked.commit,
    repository: settings.gate.targets.repository,
    findings,
    assets,
    names,
  };
};

const planAnswer = (
  { tag, commit, repository, findings, assets, names }: Planned,
  invocation: Invocation,
): Answer => {
  const ready = !findings.some(refuses);
  const table = authority(stages);
  const rows = table.map(({ stage, doors }) => ({ stage, doors }));
  return {
    exit: ready ? 0 : 1,
    document: {
      kind: 'colophon.plan',
      ready,
      release: { repository, tag, commit },
      findings,
      assets,
      names,
      authority: rows,
      public: 'nothing',
    },
    text: [
      '',
      `  ${neutral(repository)} ${neutral(tag)}   commit ${commit.slice(0, 8)}`,
      '',
      ...findings.flatMap((finding) => findingLines(finding, marksOf(invocation.screen.color))),
      '',
      ...assetLines(assets),
      ...nameLines(names),
      '',
      ...authorityLines(table),
      '',
      ready
        ? `  ready: nothing stands in the way of ${neutral(tag)}`
        : `  not ready: ${counted(findings.filter(refuses).length)} in the way`,
      '',
    ].join('\n'),
  };
};

const counted = (n: number): string => (n === 1 ? 'one thing stands' : `${n} things stand`);

const assetLines = ({ previous, kept, gone, new: added }: AssetPlan): readonly string[] => [
  previous === undefined
    ? `  ${added.length} assets, and no release before to compare with`
    : `  assets since ${neutral(previous)}: ${kept.length} kept, ${gone.length} gone, ${added.length} new`,
  ...gone.map((name) => `    - ${neutral(name)}`),
  ...added.map((name) => `    + ${neutral(name)}`),
];

/** Names in registries; that a registry is a stand-in, as everything of a plan is here, its findings say. */
const nameLines = (names: readonly PlannedName[]): readonly string[] => [
  ...(names.length === 0 ? [] : ['', '  names in registries:']),
  ...names.map(({ reference, state }) => `    ${neutral(reference)}  ${WORDS[state]}`),
];

const WORDS: Readonly<Record<PlannedName['state'], string>> = {
  free: 'free',
  exists: 'exists already',
  moves: 'moves here, last of all and only to the highest stable version',
};

/** Which stage may touch what outside. */
const authorityLines = (table: readonly Authority[]): readonly string[] => [
  '  stage       reaches',
  ...table.map(({ stage, doors }) => `  ${stage.padEnd(11)} ${doors.length === 0 ? '·' : doors.join(', ')}`),
];
