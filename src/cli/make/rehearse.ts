// `colophon rehearse`: the whole release against embedded stand-ins, then its verification.
import { readdir, stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';

import { Failure } from '../../domain/failure.ts';
import type { Outcomes } from '../../domain/outcome/index.ts';
import type { Identity } from '../../domain/identity.ts';
import { releaseFileName } from '../../domain/release.ts';
import { failureOf } from '../../engine/failures.ts';
import type { Observer } from '../../engine/observe.ts';
import { runPipeline, type PipelineResult } from '../../engine/run.ts';
import { neutral } from '../../formats/neutral.ts';
import { adoptSealed } from '../../stages/adopt.ts';
import { stages } from '../../stages/index.ts';
import { type Answer, DEFAULT_CONFIGURATION, type Invocation } from '../command.ts';
import { verify } from '../check/index.ts';
import { placesOf, takeDirectory, writeRehearsal, type RehearsalPlaces } from './directory.ts';
import { readForgeState } from './forge-state.ts';
import type { RehearseOptions } from './options.ts';
import { prepared, type Prepared } from './prepare.ts';
import { createRenderer } from './render.ts';
import { createStandIns, rehearsedIdentity } from './stand-ins.ts';
import { shellLine, stopped, type Public } from './stopped.ts';

interface Rehearsed {
  readonly result: PipelineResult;
  readonly places: RehearsalPlaces;
  readonly identity: Identity;
  readonly prepared: Pick<Prepared, 'asked' | 'settings'>;
}

/** The command, every outside call of which `observer` may make fail. */
export const rehearseWith =
  (observer: Observer) =>
  async (
    repository: string | undefined,
    options: RehearseOptions,
    invocation: Invocation,
  ): Promise<Answer> => {
    const dir = resolve(invocation.directory, options.out ?? 'rehearsal');
    let places: RehearsalPlaces | undefined;
    try {
      const done = await prepared(repository, 'rehearsal', options, invocation, async (ready) => {
        places = placesOf(dir, ready.asked.tag);
        return rehearseIn(places, ready, options, invocation, observer);
      });
      return await concluded(done, invocation);
    } catch (error) {
      const failure = failureOf(
        invocation.signal.aborted ? invocation.signal.reason : error,
        'this rehearsal',
      );
      const next = nextOf(repository, options, invocation.config);
      return stopped({ failure, public: await publicNow(places), next }, invocation);
    }
  };

const rehearseIn = async (
  places: RehearsalPlaces,
  ready: Prepared,
  options: RehearseOptions,
  invocation: Invocation,
  observer: Observer,
): Promise<Rehearsed> => {
  const { repository, asked, settings, releaseId } = ready;
  const { signal, jobs, warn, quiet, screen } = invocation;
  const targets = settings.gate.targets;
  if (repository.uncommitted > 0)
    warn(
      `${repository.uncommitted} uncommitted ${repository.uncommitted === 1 ? 'path is' : 'paths are'} not part of this`,
    );
  const state = await readForgeState(options.forgeState, ready, invocation);
  const letGo = await takeDirectory(places.dir);
  const renderer = createRenderer(invocation);
  if (!quiet)
    screen.write(
      `\n  ${neutral(targets.repository)} ${neutral(asked.tag)}, commit ${asked.commit.slice(0, 12)}\n\n`,
    );
  try {
    const identity = await rehearsedIdentity(ready, state);
    const { tag, commit } = asked;
    // First of all: a directory without this document is nobody's rehearsal, and would not be taken up again.
    await writeRehearsal(places.dir, { repository: targets.repository, tag, commit, identity });
    const standIns = await createStandIns(ready, places, state, invocation);
    let result: PipelineResult;
    try {
      result = await runPipeline({
        stages,
        settings,
        ports: standIns.ports,
        store: standIns.ports.store,
        journal: standIns.journal,
        report: renderer.report,
        releaseId,
        jobs,
        signal,
        observer,
        host: standIns.host,
        adopt: adoptSealed,
      });
    } finally {
      await standIns.end();
    }
    await standIns.erase();
    return { result, places, identity, prepared: ready };
  } finally {
    renderer.end();
    await letGo();
  }
};

/** Looks at the result as a stranger would, and says what there is. */
const concluded = async (done: Rehearsed, invocation: Invocation): Promise<Answer> => {
  const { places, result, identity, prepared: ready } = done;
  const judged = await verify([places.dir], { rehearsal: true }, { ...invocation, format: 'json' });
  if (judged.exit !== 0)
    throw new Failure(
      'NOT_CONFIRMED',
      'the release was made, but a verification from outside does not say yes',
      {
        remedy: `look at ${shellLine(['colophon', 'verify', shown(places.dir, invocation), '--rehearsal'])}`,
      },
    );
  const { asked, settings } = ready;
  const facts = (result.outcomes as Outcomes).gate.facts;
  const argv = ['colophon', 'verify', places.dir, '--rehearsal'];
  const files = (await readdir(places.assets)).length;
  return {
    exit: 0,
    document: {
      kind: 'colophon.rehearsal',
      out: places.dir,
      assets: places.assets,
      trustedRoot: places.trustedRoot,
      identity,
      images: [],
      mirrors: [],
      charts: [],
      release: {
        repository: settings.gate.targets.repository,
        tag: asked.tag,
        commit: asked.commit,
        prerelease: facts.prerelease,
        latest: facts.latest,
        notes: join(places.assets, releaseFileName(facts, '_notes.md')),
      },
      verify: argv,
      stages: result.stages.map(({ name, ms }) => ({ name, ms })),
    },
    text: textOf(asked.tag, files, result.ended, shown(places.dir, invocation)),
  };
};

const textOf = (tag: string, files: number, ended: PipelineResult['ended'], out: string): string => {
  const counted = `${files} ${files === 1 ? 'file' : 'files'}`;
  const first = ended === 'published' ? `${tag} was rehearsed before and still holds` : `rehearsed ${tag}`;
  return `\n  ${first}: ${counted} in ${out}, consistent from the outside\n  prove it yourself:\n    ${shellLine(['colophon', 'verify', out, '--rehearsal'])}\n`;
};

/** A path as one would type it where the command was typed. */
const shown = (path: string, { directory }: Pick<Invocation, 'directory'>): string => {
  const short = relative(directory, path);
  return short === '' || short.startsWith('..') ? path : `./${short}`;
};

const publicNow = async (places: RehearsalPlaces | undefined): Promise<Public> => {
  const there = places !== undefined && (await stat(places.release).catch(() => undefined))?.isDirectory();
  return there === true ? 'names' : 'nothing';
};

const nextOf = (
  repository: string | undefined,
  options: RehearseOptions,
  config: string,
): readonly string[] => [
  'colophon',
  'rehearse',
  ...(repository === undefined ? [] : [repository]),
  ...(options.ref === undefined ? [] : ['--ref', options.ref]),
  ...(options.tag === undefined ? [] : ['--tag', options.tag]),
  ...(options.out === undefined ? [] : ['--out', options.out]),
  ...(options.forgeState === undefined ? [] : ['--forge-state', options.forgeState]),
  ...(config === DEFAULT_CONFIGURATION ? [] : ['--config', config]),
];
