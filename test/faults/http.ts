// `npm run faults:http`: loses, cuts, delays and refuses what a release asks of a registry over HTTP, question by question,
// with somebody who lists tags at every write. The release goes on by itself, or stops with a code and a true word of what
// is public; then the same command ends with the same digests.
// --seed N draws others; --rounds N tries N times as many; --all every kind with every fate, once and for good;
// --faults '[{"kind":…}]' replays one.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import type { Answer } from '../../src/cli/command.ts';
import type { RegistryBounds } from '../../src/cli/make/stand-ins/registries.ts';
import { readLayouts } from '../support/layouts.ts';
import { type Bench, createBench, openRoom, rehearsed } from './bench.ts';
import { differences, spokenIn, unspoken } from './compared.ts';
import { drawOutages, drawSingles, drawStorms, drawAll, type Trial, type Counted } from './draw.ts';
import { type Fault, type FaultProxy, startFaultProxy } from './fault-proxy.ts';
import { changed, forbidden, look, misnamed, type Whole, wholeOf } from './outsider.ts';
import { KINDS } from './questions.ts';
import { createLister } from './registry-names.ts';

/** A release waits for a minute where these wait for seconds. */
const BOUNDS: RegistryBounds = { idle: 3000, attempts: 3, backoff: 10, patience: 100 };

interface Undisturbed extends Whole {
  readonly spoken: ReadonlyMap<string, number>;
  readonly counted: Counted;
}

interface Stopped {
  readonly exit: number;
  readonly code: string;
  readonly public: string;
}

interface Ended {
  readonly wrong: readonly string[];
  readonly stops: readonly Stopped[];
  readonly listings: number;
  readonly failed: number;
}

/** Opens a room with somebody who looks at every write, gives it to `act`, and ends it. */
const within = async <T>(
  bench: Bench,
  dir: string,
  order: Whole['order'] | undefined,
  act: (room: {
    readonly out: string;
    readonly registries: string;
    readonly proxy: FaultProxy;
    readonly run: (before?: () => void) => Promise<Answer>;
    readonly names: () => Promise<ReadonlyMap<string, string>>;
    readonly isPublished: () => boolean;
    readonly seen: { readonly wrong: Set<string>; listings: number };
  }) => Promise<T>,
): Promise<T> => {
  let upstream = '';
  let published = false;
  const seen = { wrong: new Set<string>(), listings: 0 };
  let names = async (): Promise<ReadonlyMap<string, string>> => new Map();
  const out = join(dir, 'out');
  const proxy = await startFaultProxy({
    upstream: () => upstream,
    written: async () => {
      seen.listings += 1;
      const now = look(out, await names()).names;
      const wrong =
        order === undefined
          ? published || now.size === 0
            ? []
            : [`named too early: ${[...now.keys()].join(', ')}`]
          : misnamed(now, { order }, published);
      for (const one of wrong) seen.wrong.add(`at a write: ${one}`);
    },
  });
  const room = await openRoom(bench, dir, proxy.host);
  upstream = new URL(room.server.origin).host;
  ({ names } = createLister(upstream));
  const run = (before = (): void => undefined): Promise<Answer> =>
    rehearsed(bench, out, {
      bounds: BOUNDS,
      host: proxy.host,
      home: room.home,
      observer: {
        before: ({ stage, door }) => {
          if (stage === 'publish' && door === 'versionNames') published = true;
          before();
        },
      },
    });
  try {
    return await act({
      out,
      registries: room.registries,
      proxy,
      run,
      names,
      isPublished: () => published,
      seen,
    });
  } finally {
    await proxy.close();
    await room.end();
  }
};

const record = (bench: Bench): Promise<Undisturbed> =>
  within(bench, join(bench.scratch, 'undisturbed'), undefined, async (room) => {
    const { out, registries, proxy, run, names, seen } = room;
    let counted: Counted = new Map();
    const answer = await run(() => {
      counted = proxy.counted();
    });
    if (answer.exit !== 0 || seen.wrong.size > 0)
      throw new Error(
        `it cannot be rehearsed undisturbed: ${JSON.stringify(answer.document)} ${[...seen.wrong].join('; ')}`,
      );
    const shown = answer.document as unknown as Parameters<typeof wholeOf>[1];
    const whole = wholeOf(look(out, await names()), shown);
    return { ...whole, spoken: spokenIn(registries), counted };
  });

const tried = (bench: Bench, whole: Undisturbed, { faults, pieces }: Trial, dir: string): Promise<Ended> =>
  within(bench, dir, whole.order, async (room) => {
    const { out, registries, proxy, run, names, isPublished, seen } = room;
    proxy.arm(faults, { pieces });
    const wrong: string[] = [];
    const stops: Stopped[] = [];
    let answer = await run();
    const failed = proxy.failed();
    if (failed === 0) wrong.push('nothing was made to fail');
    // What came once is over with; what lasts ends now.
    for (let again = 0; answer.exit !== 0 && again < 3; again += 1) {
      const stop = stopOf(answer);
      stops.push(stop);
      const view = look(out, await names());
      wrong.push(...(await forbidden(out, view, whole, { published: isPublished(), registries })));
      wrong.push(...untrue(stop, { names: view.names.size, digests: readLayouts(registries).length }));
      if (again === 0) proxy.arm([], { pieces });
      else wrong.push(`the same command ended with ${stop.exit} ${stop.code}`);
      answer = await run();
      wrong.push(...changed(view, look(out, await names())));
    }
    if (answer.exit !== 0) wrong.push(`it does not end: ${JSON.stringify(answer.document).slice(0, 600)}`);
    else wrong.push(...differences(look(out, await names()), whole));
    wrong.push(...unspoken(spokenIn(registries), whole.spoken), ...seen.wrong);
    return { wrong, stops, listings: seen.listings, failed };
  });

const stopOf = ({ exit, document }: Answer): Stopped => {
  const { error, public: seen } = document as {
    readonly error?: { readonly code?: string };
    readonly public?: string;
  };
  return { exit, code: error?.code ?? 'without a code', public: seen ?? 'nothing said' };
};

/** What a stop says that is not so. */
const untrue = (
  { exit, code, public: said }: Stopped,
  there: { readonly names: number; readonly digests: number },
): readonly string[] => {
  const wrong: string[] = [];
  if (![3, 4].includes(exit) && !(exit === 5 && there.names > 0))
    wrong.push(`it stopped with ${exit} ${code}`);
  const is = there.names > 0 ? 'names' : there.digests > 0 ? 'digests' : 'nothing';
  // Of digests nobody knows who does not know them.
  if (said !== is && !(is === 'digests' && said === 'nothing'))
    wrong.push(`it said that ${said} is public, and it is ${is} (${code})`);
  return wrong;
};

const say = (faults: readonly Fault[]): string =>
  faults
    .map(({ kind, n, fate, lasting }) => `${kind} ${n}${lasting ? ' and all further' : ''}: ${fate}`)
    .join(', ');

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    rounds: { type: 'string', default: '1' },
    all: { type: 'boolean', default: false },
    faults: { type: 'string' },
    pieces: { type: 'boolean', default: false },
  },
});
const scratch = mkdtempSync(join(tmpdir(), 'colophon-faults-http-'));
const started = performance.now();
const bench = await createBench(scratch);
const whole = await record(bench);
const seconds = (): string => `${((performance.now() - started) / 1000).toFixed(0)} s`;
console.log(
  `examples/widget from push on, asked of a registry: ${KINDS.map((kind) => `${whole.counted.get(kind) ?? 0} ${kind}`).join(', ')} (${seconds()})`,
);
const seed = Number(values.seed);
const drawn = (round: number): readonly Trial[] => [
  ...drawStorms(whole.counted, seed + round, 2),
  ...drawSingles(whole.counted, seed + round),
  ...drawOutages(whole.counted, seed + round),
];
const trials: readonly Trial[] =
  values.faults !== undefined
    ? [{ faults: JSON.parse(values.faults) as readonly Fault[], pieces: values.pieces }]
    : values.all
      ? drawAll(whole.counted, seed)
      : Array.from({ length: Number(values.rounds) }, (_, round) => drawn(round)).flat();

const total = { passed: 0, failed: 0, alone: 0, stopped: 0, listings: 0, made: 0 };
const codes = new Map<string, number>();
let next = 0;
const lane = async (): Promise<void> => {
  for (let at = next++; at < trials.length; at = next++) {
    const trial = trials[at];
    if (trial === undefined) return;
    const { wrong, stops, listings, failed } = await tried(
      bench,
      whole,
      trial,
      join(scratch, `trial-${at}`),
    ).catch((error: unknown) => ({ wrong: [String(error)], stops: [], listings: 0, failed: 0 }));
    total.listings += listings;
    total.made += failed;
    total[wrong.length === 0 ? 'passed' : 'failed'] += 1;
    total[stops.length === 0 ? 'alone' : 'stopped'] += 1;
    for (const { code, exit } of stops)
      codes.set(`${code} (${exit})`, (codes.get(`${code} (${exit})`) ?? 0) + 1);
    const how =
      stops.length === 0
        ? 'went on by itself'
        : `stopped: ${stops.map((stop) => `${stop.exit} ${stop.code}, public ${stop.public}`).join('; then ')}`;
    console.log(`  ${wrong.length === 0 ? '✓' : '✗'} ${say(trial.faults)} → ${how}`);
    if (wrong.length > 0)
      console.log(
        `    ${[...new Set(wrong)].join('\n    ')}\n    --faults '${JSON.stringify(trial.faults)}'${trial.pieces ? ' --pieces' : ''}`,
      );
  }
};
await Promise.all([lane(), lane()]);
rmSync(scratch, { recursive: true, force: true });
console.log(
  `${total.passed} passed, ${total.failed} failed; ${total.made} questions were made to fail, ${total.alone} releases went on by themselves, ${total.stopped} stopped (${[...codes].map(([code, times]) => `${times} ${code}`).join(', ')}); tags were listed at ${total.listings} writes (${seconds()})`,
);
process.exitCode = total.failed === 0 ? 0 : 1;
