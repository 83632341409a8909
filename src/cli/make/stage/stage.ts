// `colophon stage`: one stage of the pipeline, as a CI job runs it. Earlier outcomes are taken or lie in the store;
// no earlier stage is made here but the gate, which asks where nobody else has asked (docs: trust, 7).
import { resolve } from 'node:path';

import { Failure } from '../../../domain/failure.ts';
import { formatPlatform, type Platform } from '../../../domain/platform.ts';
import { STAGE_NAMES, type StageName } from '../../../domain/stage-name.ts';
import { failureOf } from '../../../engine/failures.ts';
import type { AnyStage } from '../../../engine/part.ts';
import { runPipeline, type PipelineResult } from '../../../engine/run.ts';
import { neutral } from '../../../formats/neutral.ts';
import { stages } from '../../../stages/index.ts';
import { type Answer, DEFAULT_CONFIGURATION, type Invocation } from '../../command.ts';
import { readBases } from '../stand-ins/bases.ts';
import { placesOf, takeDirectory, writeRehearsal, type RehearsalPlaces } from '../places/directory.ts';
import { readForgeState } from '../prepare/forge-state.ts';
import { give, packageOf } from './give.ts';
import { readPlatforms } from '../prepare/host-platform.ts';
import type { StageOptions } from '../options.ts';
import { prepared, type Prepared } from '../prepare/prepare.ts';
import { createSeen, publicNow, type Seen } from '../screen/public-now.ts';
import { createRenderer } from '../screen/render.ts';
import { createStandIns, rehearsedIdentity } from '../stand-ins/stand-ins.ts';
import { stopped } from '../screen/stopped.ts';
import { parseGiven, take } from './take.ts';

/** The command. Exit 0: the stage, or the parts of it that were asked for, is done. */
export const stage = async (
  name: string,
  repository: string | undefined,
  options: StageOptions,
  invocation: Invocation,
): Promise<Answer> => {
  const seen = createSeen();
  let places: RehearsalPlaces | undefined;
  let tag = '';
  try {
    const stageName = readName(name);
    const given = (options.take ?? []).map((text) => parseGiven(text, invocation.directory));
    const platforms = readPlatforms(options.platform ?? []);
    const dir = resolve(invocation.directory, options.store);
    return await prepared(repository, 'rehearsal', options, invocation, async (ready) => {
      tag = ready.asked.tag;
      places = placesOf(dir, tag);
      const wants = wantsOf(stageName, platforms, ready);
      return stageIn({ places, stage: stageName, wants, given, ready, options, seen }, invocation);
    });
  } catch (error) {
    const failure = failureOf(invocation.signal.aborted ? invocation.signal.reason : error, `this ${name}`);
    const next = nextOf(name, repository, options, invocation.config);
    return stopped({ failure, public: await publicNow(places, tag, seen), next }, invocation);
  }
};

interface Work {
  readonly places: RehearsalPlaces;
  readonly stage: StageName;
  readonly wants: ((part: string) => boolean) | undefined;
  readonly given: readonly ReturnType<typeof parseGiven>[];
  readonly ready: Prepared;
  readonly options: StageOptions;
  readonly seen: Seen;
}

const stageIn = async (work: Work, invocation: Invocation): Promise<Answer> => {
  const { places, stage: name, wants, given, ready, options, seen } = work;
  const { asked, settings, releaseId } = ready;
  const state = await readForgeState(options.forgeState, ready, invocation);
  const letGo = await takeDirectory(places.dir);
  const renderer = createRenderer(invocation);
  try {
    const { repository } = settings.gate.targets;
    const identity = await rehearsedIdentity(ready, state);
    await writeRehearsal(places.dir, { repository, tag: asked.tag, commit: asked.commit, identity });
    const bases = readBases(options.base, invocation.directory);
    const standIns = await createStandIns(ready, places, state, invocation, {
      bases,
      plainHttp: options.plainHttp ?? [],
    });
    const { ports, journal, host } = standIns;
    try {
      const into = { store: ports.store, journal };
      const taken = await take(given, { release: releaseId, stage: name, revisionOf }, into);
      const result = await runPipeline({
        stages,
        settings,
        ports,
        store: ports.store,
        journal,
        report: seen.watch(renderer.report),
        releaseId,
        jobs: invocation.jobs,
        signal: invocation.signal,
        observer: {},
        host,
        alone: { stage: name, taken, ...(wants === undefined ? {} : { wants }) },
      });
      const lines = result.lines.filter((line) => line.stage === name);
      if (lines.length === 0 && result.left.length > 0) throw nothingFor(name, result.left);
      const revision = revisionOf(name);
      const made = await packageOf({ release: releaseId, stage: name, revision, lines }, ports.store);
      const to = options.give === undefined ? undefined : resolve(invocation.directory, options.give);
      if (to !== undefined) await give(made, ports.store, to);
      const { digest } = made.documents.manifest.content;
      return answer(name, ready, result, { digest, to });
    } finally {
      await standIns.end();
    }
  } finally {
    renderer.end();
    await letGo();
  }
};

const answer = (
  name: StageName,
  { asked, settings }: Prepared,
  { lines, left, ended }: PipelineResult,
  { digest, to }: { readonly digest: string; readonly to: string | undefined },
): Answer => {
  const parts = lines.filter((line) => line.stage === name).map(({ part }) => part);
  const { repository } = settings.gate.targets;
  const done = left.length === 0 ? name : `${parts.length} of ${parts.length + left.length} parts of ${name}`;
  const published = ended === 'published' ? ', which is public already' : '';
  return {
    exit: 0,
    document: {
      kind: 'colophon.outcome',
      mode: asked.mode,
      release: { repository, tag: asked.tag, commit: asked.commit },
      stage: name,
      parts,
      left,
      digest,
      ...(to === undefined ? {} : { gave: to }),
    },
    text: [
      '',
      `  ${done} of ${neutral(asked.tag)}${published}, against stand-ins`,
      ...left.map((part) => `    left: ${neutral(part)}`),
      ...(to === undefined
        ? []
        : [`  given, to be taken with`, `    --take ${name}=${neutral(to)}@${digest}`]),
      '',
    ].join('\n'),
  };
};

const nothingFor = (name: StageName, parts: readonly string[]): Failure =>
  new Failure('USAGE', `no part of ${name} is for a platform that was named`, {
    remedy: `its parts are ${parts.join(', ')}`,
  });

const readName = (text: string): StageName => {
  const name = STAGE_NAMES.find((known) => known === text);
  if (name !== undefined) return name;
  throw new Failure('USAGE', `there is no stage ${JSON.stringify(text)}`, {
    remedy: `the stages are ${STAGE_NAMES.join(', ')}`,
  });
};

const definitionOf = (name: StageName): AnyStage => {
  const found = stages.find((one) => one.name === name);
  if (found === undefined) throw new TypeError(`no stage ${name}`);
  return found as unknown as AnyStage;
};

const revisionOf = (name: StageName): number => definitionOf(name).revision;

/** Without platforms every part is wanted; with some, their parts, and none that is for no platform of its own. */
const wantsOf = (
  name: StageName,
  platforms: readonly Platform[],
  { settings }: Prepared,
): ((part: string) => boolean) | undefined => {
  if (platforms.length === 0) return undefined;
  const { platformOf } = definitionOf(name);
  if (platformOf === undefined)
    throw new Failure('USAGE', `the parts of ${name} are not for one platform each`, {
      remedy: 'leave out --platform',
    });
  const wanted = new Set(platforms.map(formatPlatform));
  return (part) => {
    const platform = platformOf(part, settings[name]);
    return platform !== undefined && wanted.has(formatPlatform(platform));
  };
};

const nextOf = (
  name: string,
  repository: string | undefined,
  {
    store,
    ref,
    tag,
    forgeState,
    platform = [],
    take: taken = [],
    give: to,
    base = [],
    plainHttp = [],
  }: StageOptions,
  config: string,
): readonly string[] => [
  'colophon',
  'stage',
  name,
  ...(repository === undefined ? [] : [repository]),
  '--store',
  store,
  ...(ref === undefined ? [] : ['--ref', ref]),
  ...(tag === undefined ? [] : ['--tag', tag]),
  ...(forgeState === undefined ? [] : ['--forge-state', forgeState]),
  ...platform.flatMap((one) => ['--platform', one]),
  ...taken.flatMap((one) => ['--take', one]),
  ...base.flatMap((one) => ['--base', one]),
  ...plainHttp.flatMap((host) => ['--plain-http', host]),
  ...(to === undefined ? [] : ['--give', to]),
  ...(config === DEFAULT_CONFIGURATION ? [] : ['--config', config]),
];
