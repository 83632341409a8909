// The first customer's rehearsal with warm caches: by stage, and what is ours apart from the programs that it calls.
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { delimiter, join } from 'node:path';

import { TAG } from '../test/customer/golden.ts';
import { EXAMPLE } from '../test/customer/rehearsed.ts';
import { customerTools, type CustomerTools } from '../test/customer/tools.ts';
import type { Place, Rehearsed } from './place.ts';
import type { Row } from './row.ts';

/** Every program that a release calls; while one of them runs, it is not our time. */
const PROGRAMS = ['go', 'npm', 'node', 'kustomize', 'git', 'cp', 'helm'];
/** Seconds. */
const GOAL = 15;
const WORK = 'rehearsal of the first customer’s whole release, warm';

/** The release twice: the first time warms caches, the second is measured. Takes minutes, so the quick form leaves it out. */
export const customer = async (place: Place): Promise<readonly Row[]> => {
  if (place.quick) return [skipped('left out of the quick form')];
  const tools = await customerTools();
  if (typeof tools === 'string') return [skipped(tools)];
  rehearseTimed(place, tools, 'customer-cold');
  const { ms, children, processor, stages } = rehearseTimed(place, tools, 'customer-warm');
  const ours = (ms - children) / 1000;
  // The clock says as much of whatever else runs as of us; processor time does not.
  const load = (loadavg()[0] ?? 0).toFixed(1);
  const each = stages.filter((one) => one.ms >= 1).map((one) => `${one.name} ${(one.ms / 1000).toFixed(1)}`);
  return [
    { work: WORK, against: '', figure: `${(ms / 1000).toFixed(1)} s: ${each.join(', ')}` },
    {
      work: `${WORK}, without the time of ${PROGRAMS.slice(0, 5).join(', ')}`,
      against: '',
      figure: `${ours.toFixed(1)} s of ${(ms / 1000).toFixed(1)} s; ${processor.toFixed(1)} s of processor time in our process, at a load of ${load} on ${availableParallelism()} cores`,
      goal: `≤ ${GOAL} s`,
      met: ours <= GOAL,
    },
  ];
};

const skipped = (why: string): Row => ({ work: WORK, against: '', figure: '', skipped: why });

interface Timed extends Pick<Rehearsed, 'stages'> {
  /** All of it, in milliseconds. */
  readonly ms: number;
  /** While at least one program ran. */
  readonly children: number;
  /** What our own process used on all its threads, also while programs ran; in seconds. */
  readonly processor: number;
}

const rehearseTimed = (place: Place, tools: CustomerTools, name: string): Timed => {
  const wrappers = join(place.scratch, `${name}-programs`);
  const log = join(place.scratch, `${name}-times`);
  writeFileSync(log, '');
  wrap(wrappers, log, tools.path);
  const out = join(place.scratch, name);
  const used = join(place.scratch, `${name}-processor`);
  const argv = [
    '--import',
    usageInto(used),
    place.colophon,
    'rehearse',
    tools.bundle,
    '--tag',
    TAG,
    '--config',
    EXAMPLE,
    '--out',
    out,
  ];
  const began = performance.now();
  const said = execFileSync(process.execPath, [...argv, '--format', 'json'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: 2 ** 26,
    env: { ...process.env, PATH: [wrappers, tools.path].join(delimiter) },
  });
  const ms = performance.now() - began;
  return {
    ms,
    children: union(intervals(readFileSync(log, 'utf8'))),
    processor: Number(readFileSync(used, 'utf8')) / 1e6,
    ...(JSON.parse(said) as Rehearsed),
  };
};

/** A module that writes down, in the end, how many microseconds of processor time were used. */
const usageInto = (file: string): string => {
  const code = `import { writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
if (isMainThread) process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  writeFileSync(${JSON.stringify(file)}, String(user + system));
});`;
  return `data:text/javascript,${encodeURIComponent(code)}`;
};

/** A script before each program on PATH that writes down when it began and when it ended, in nanoseconds. */
const wrap = (dir: string, log: string, path: string): void => {
  mkdirSync(dir);
  for (const program of PROGRAMS) {
    const real = path
      .split(delimiter)
      .map((at) => join(at, program))
      .find(existsSync);
    if (real === undefined) continue;
    const file = join(dir, program);
    const script = [
      '#!/bin/sh',
      // git answers questions as long as a rehearsal lasts; waiting for the next one is no work of its.
      `case "$*" in *--batch*) exec '${real}' "$@" ;; esac`,
      'began=$(date +%s%N)',
      `'${real}' "$@"`,
      'status=$?',
      `printf '%s %s\\n' "$began" "$(date +%s%N)" >>'${log}'`,
      'exit $status',
    ];
    writeFileSync(file, `${script.join('\n')}\n`);
    chmodSync(file, 0o755);
  }
};

const intervals = (text: string): readonly (readonly [number, number])[] =>
  text
    .trimEnd()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split(' ').map((value) => Number(BigInt(value) / 1000n) / 1000))
    .map(([began = 0, ended = 0]) => [began, ended] as const)
    .toSorted(([a], [b]) => a - b);

/** Milliseconds that lie in at least one interval; they are sorted by their beginnings. */
const union = (sorted: readonly (readonly [number, number])[]): number => {
  let [total, reached] = [0, 0];
  for (const [began, ended] of sorted) {
    total += Math.max(0, ended - Math.max(began, reached));
    reached = Math.max(reached, ended);
  }
  return total;
};
