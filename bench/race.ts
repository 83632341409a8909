// Several programs that do the same, each in turn in every round, by the clock and by the processor time that they use.
import { spawn } from 'node:child_process';

export interface Lap {
  /** Milliseconds by the clock. */
  readonly clock: number;
  /** Milliseconds of processor time, the system's for the program included. */
  readonly processor: number;
}

/** A program; `to` is where it works this time. */
export interface Runner<To> {
  readonly name: string;
  readonly argv: (to: To) => readonly string[];
}

/**
 * The laps of each, by its name, after a round that nobody counts. `around` readies a place for one lap and clears it
 * away, off the clock.
 */
export const race = async <To>(
  runners: readonly Runner<To>[],
  rounds: number,
  around: (lap: (to: To) => Promise<void>) => Promise<void>,
): Promise<ReadonlyMap<string, readonly Lap[]>> => {
  const laps = new Map(runners.map(({ name }) => [name, [] as Lap[]]));
  for (let round = 0; round <= rounds; round += 1)
    for (const { name, argv } of runners)
      await around(async (to) => {
        const lap = await timed(argv(to));
        if (round > 0) laps.get(name)?.push(lap);
      });
  return laps;
};

export const least = (laps: readonly Lap[], of: keyof Lap): number => Math.min(...laps.map((lap) => lap[of]));

export const median = (laps: readonly Lap[], of: keyof Lap): number => {
  const sorted = laps.map((lap) => lap[of]).toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
};

/** One run; the shell keeps the account of it. Throws when it fails. */
export const timed = (argv: readonly string[]): Promise<Lap> =>
  new Promise((resolve, reject) => {
    const script = 'TIMEFORMAT="%R %U %S"; time "$@" 2>/dev/null >/dev/null';
    const child = spawn('bash', ['-c', script, '-', ...argv], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, LC_ALL: 'C' },
    });
    let said = '';
    child.stderr.on('data', (part: Buffer) => (said += part.toString()));
    child.once('error', reject);
    child.once('close', (code, signal) => {
      const [clock = 0, user = 0, system = 0] = said.trim().split(' ').map(Number);
      if (code === 0) resolve({ clock: clock * 1000, processor: (user + system) * 1000 });
      else reject(new Error(`${argv.join(' ')} ended with ${code ?? signal}`));
    });
  });
