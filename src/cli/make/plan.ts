// `colophon plan`: what a release would do, and all that stands in its way; nothing is written anywhere.
import { join } from 'node:path';

import type { Finding } from '../../domain/finding.ts';
import { refuses } from '../../domain/finding.ts';
import { authority, type Authority } from '../../engine/authority.ts';
import { failureOf } from '../../engine/failures.ts';
import { runPipeline } from '../../engine/run.ts';
import { neutral } from '../../formats/neutral.ts';
import { stages } from '../../stages/index.ts';
import { planAssets, type AssetPlan } from '../../stages/plan-assets.ts';
import type { Answer, Invocation } from '../command.ts';
import { placesOf } from './directory.ts';
import { readForgeState } from './forge-state.ts';
import type { PlanOptions } from './options.ts';
import { prepared } from './prepare.ts';
import { findingLines, marksOf } from './render.ts';
import { createStandIns } from './stand-ins.ts';
import { stopped } from './stopped.ts';

interface Planned {
  readonly tag: string;
  readonly commit: string;
  readonly repository: string;
  readonly findings: readonly Finding[];
  readonly assets: AssetPlan;
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
        const { asked, settings, repository, releaseId, scratch } = ready;
        const findings: Finding[] = [];
        const standIns = await createStandIns(
          ready,
          placesOf(join(scratch, 'plan'), asked.tag),
          await readForgeState(undefined, ready, invocation),
          invocation,
        );
        await runPipeline({
          stages,
          settings,
          ports: standIns.ports,
          store: standIns.ports.store,
          journal: standIns.journal,
          report: (event) => event.type === 'finding' && findings.push(event.finding),
          releaseId,
          jobs: invocation.jobs,
          signal: invocation.signal,
          observer: {},
          host: standIns.host,
          until: 'gate',
        })
          .catch((error: unknown) => {
            // A gate that refuses has said why; anything else could not be judged.
            if (!findings.some(refuses)) throw error;
          })
          .finally(standIns.end);
        const assets = await planAssets(repository.source, settings, { config: invocation.config });
        return {
          tag: asked.tag,
          commit: asked.commit,
          repository: settings.gate.targets.repository,
          findings,
          assets,
        };
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

const planAnswer = (
  { tag, commit, repository, findings, assets }: Planned,
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

/** Which stage may touch what outside. */
const authorityLines = (table: readonly Authority[]): readonly string[] => [
  '  stage       reaches',
  ...table.map(({ stage, doors }) => `  ${stage.padEnd(11)} ${doors.length === 0 ? '·' : doors.join(', ')}`),
];
