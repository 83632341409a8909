// `colophon rehearse`: the whole release against embedded stand-ins, then its verification.
import { resolve } from 'node:path';

import { Failure } from '../../../domain/failure.ts';
import { failureOf } from '../../../engine/failures.ts';
import type { Observer } from '../../../engine/observe.ts';
import { runPipeline, type PipelineResult } from '../../../engine/run.ts';
import { neutral } from '../../../formats/neutral.ts';
import { adoptSealed } from '../../../stages/adopt.ts';
import { stages } from '../../../stages/index.ts';
import { nameFacts } from '../../../stages/plan-assets.ts';
import { type Answer, DEFAULT_CONFIGURATION, type Invocation } from '../../command.ts';
import { readBases } from '../stand-ins/bases.ts';
import { concluded, partlyConcluded, type Rehearsed } from './conclude.ts';
import {
  hasRehearsal,
  placesOf,
  takeDirectory,
  writeRehearsal,
  type RehearsalPlaces,
} from '../places/directory.ts';
import { readForgeState } from '../prepare/forge-state.ts';
import { readPlatforms } from '../prepare/host-platform.ts';
import { notRehearsedFindings } from '../prepare/not-here.ts';
import type { RehearseOptions } from '../options.ts';
import { takeRegistry } from '../places/lock.ts';
import { LAST_OF_PART, layPartial, partialPlaces } from './partial.ts';
import { planNames } from '../plan/plan-names.ts';
import { prepared, type Prepared } from '../prepare/prepare.ts';
import { readRehearsalRegistry } from '../../rehearsal-registry.ts';
import { createSeen, publicNow, type Seen } from '../screen/public-now.ts';
import type { RegistryBounds } from '../stand-ins/registries.ts';
import { createRenderer } from '../screen/render.ts';
import { createStandIns, rehearsedIdentity } from '../stand-ins/stand-ins.ts';
import { stopped } from '../screen/stopped.ts';

/** The command, every outside call of which `observer` may make fail; registries are waited for as `bounds` says. */
export const rehearseWith =
  (observer: Observer, bounds: RegistryBounds = {}) =>
  async (
    repository: string | undefined,
    options: RehearseOptions,
    invocation: Invocation,
  ): Promise<Answer> => {
    const dir = resolve(invocation.directory, options.out ?? 'rehearsal');
    const seen = createSeen();
    let places: RehearsalPlaces | undefined;
    let tag = '';
    let registry: string | undefined;
    try {
      const at = options.registry === undefined ? undefined : readRehearsalRegistry(options.registry);
      registry = at;
      const part = { only: options.only ?? [], platforms: readPlatforms(options.platform ?? []) };
      // A tag is to be released whole; what has none may be looked at as far as this machine goes.
      const asFarAsHere = options.tag === undefined && part.platforms.length === 0;
      const wanted = { ...options, part, asFarAsHere };
      const done = await prepared(repository, 'rehearsal', wanted, invocation, async (ready) => {
        ({ tag } = ready.asked);
        places = placesOf(dir, tag);
        return rehearseIn(places, ready, options, invocation, { observer, bounds, seen, at });
      });
      return done.laid === undefined
        ? await concluded(done, invocation)
        : partlyConcluded(done, done.laid, invocation);
    } catch (error) {
      const failure = failureOf(
        invocation.signal.aborted ? invocation.signal.reason : error,
        'this rehearsal',
      );
      const next = nextOf(repository, options, invocation.config);
      return stopped({ failure, public: await publicNow(places, tag, seen, registry), next }, invocation);
    }
  };

const rehearseIn = async (
  places: RehearsalPlaces,
  ready: Prepared,
  options: RehearseOptions,
  invocation: Invocation,
  {
    observer,
    bounds,
    seen,
    at,
  }: {
    readonly observer: Observer;
    readonly bounds: RegistryBounds;
    readonly seen: Seen;
    readonly at: string | undefined;
  },
): Promise<Rehearsed> => {
  const { repository, asked, settings, releaseId, leftOut, notRehearsed } = ready;
  const partial = leftOut.length > 0;
  const { signal, jobs, warn, quiet, screen } = invocation;
  const targets = settings.gate.targets;
  if (repository.uncommitted > 0)
    warn(
      `${repository.uncommitted} uncommitted ${repository.uncommitted === 1 ? 'path is' : 'paths are'} not part of this`,
    );
  const bases = readBases(options.base, invocation.directory);
  const state = await readForgeState(options.forgeState, ready, invocation);
  const letGo = await takeDirectory(places.dir);
  const renderer = createRenderer(invocation);
  if (!quiet)
    screen.write(
      `\n  ${neutral(targets.repository)} ${neutral(asked.tag)}, commit ${asked.commit.slice(0, 12)}\n\n`,
    );
  try {
    for (const finding of notRehearsedFindings(notRehearsed))
      renderer.report({ type: 'finding', stage: 'build', finding });
    const identity = await rehearsedIdentity(ready, state);
    const { tag, commit } = asked;
    const facts = { repository: targets.repository, tag, commit, identity, registry: at };
    // First of all: a directory without this document is nobody's rehearsal, and would not be taken up again.
    if (!partial || !(await hasRehearsal(places.dir))) await writeRehearsal(places.dir, facts);
    const before = await publicNow(places, tag, createSeen());
    const played = partial ? partialPlaces(places, ready.scratch) : places;
    const standIns = await createStandIns(ready, played, state, invocation, {
      bases,
      at,
      bounds,
      plainHttp: options.plainHttp ?? [],
    });
    let result: PipelineResult;
    let leave: (() => Promise<void>) | undefined;
    try {
      // Two at once would each find what the other attaches, and neither could be proved.
      leave = at === undefined ? undefined : await takeRegistry(at, targets.repository);
      if (at !== undefined && before === 'nothing') await demandFree(at, ready, standIns.ports);
      result = await runPipeline({
        stages,
        settings,
        ports: standIns.ports,
        store: standIns.ports.store,
        journal: standIns.journal,
        report: seen.watch(renderer.report),
        releaseId,
        jobs,
        signal,
        observer,
        host: standIns.host,
        ...(partial ? { until: LAST_OF_PART } : { adopt: adoptSealed }),
      });
    } finally {
      await leave?.();
      await standIns.end();
    }
    await standIns.erase();
    if (partial) {
      const laid = await layPartial(places, result.outcomes, facts);
      return { result, places, identity, at, prepared: ready, laid };
    }
    return { result, places, identity, at, prepared: ready };
  } finally {
    renderer.end();
    await letGo();
  }
};

/** What another directory has rehearsed is signed by other keys, and would be found to contradict this one at the end. */
const demandFree = async (
  at: string,
  { settings }: Prepared,
  doors: Parameters<typeof planNames>[2],
): Promise<void> => {
  const names = await planNames(settings, nameFacts(settings), doors);
  const there = names.filter(({ state }) => state === 'exists').map(({ reference }) => `${at}/${reference}`);
  if (there.length === 0) return;
  throw new Failure('TARGET_TAKEN', `an earlier rehearsal has left ${there.join(', ')}`, {
    remedy: 'go on in its directory with --out, empty the registry, or rehearse another --tag',
  });
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
  ...(options.base ?? []).flatMap((base) => ['--base', base]),
  ...(options.plainHttp ?? []).flatMap((host) => ['--plain-http', host]),
  ...(options.registry === undefined ? [] : ['--registry', options.registry]),
  ...(options.only ?? []).flatMap((id) => ['--only', id]),
  ...(options.platform ?? []).flatMap((platform) => ['--platform', platform]),
  ...(config === DEFAULT_CONFIGURATION ? [] : ['--config', config]),
];
