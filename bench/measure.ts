// Runs what is measured: whole processes, each in turn with its peer, so that a busy machine is busy for both.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type Work = () => Promise<void>;

/** Milliseconds of a piece of work. */
const timed = async (work: Work): Promise<number> => {
  const start = performance.now();
  await work();
  return performance.now() - start;
};

export interface Figures {
  /** Milliseconds, the fastest of all rounds: what else the machine does only ever adds. */
  readonly ours: number;
  readonly theirs: number;
}

/**
 * Both in turn, `rounds` times, after one round that nobody counts. `before` runs before each, off the clock: what one
 * leaves is not the other's to clear away.
 */
export const compare = async (
  ours: Work,
  theirs: Work,
  rounds: number,
  before: Work = async () => undefined,
): Promise<Figures> => {
  const figures = { ours: Infinity, theirs: Infinity };
  for (let round = 0; round <= rounds; round++) {
    for (const [name, work] of [
      ['theirs', theirs],
      ['ours', ours],
    ] as const) {
      await before();
      const milliseconds = await timed(work);
      if (round > 0) figures[name] = Math.min(figures[name], milliseconds);
    }
  }
  return figures;
};

/** Runs a command to its end, its output unread; throws when it fails. */
export const run =
  (argv: readonly string[], env: Readonly<Record<string, string>> = {}): Work =>
  () =>
    new Promise((resolve, reject) => {
      const [command = '', ...args] = argv;
      const child = spawn(command, args, { stdio: 'ignore', env: { ...process.env, ...env } });
      child.once('error', reject);
      child.once('exit', (code, signal) => {
        if (code === 0) resolve();
        else reject(new Error(`${argv.join(' ')} ended with ${code ?? signal}`));
      });
    });

/** Several pieces of work, one after the other. */
export const inTurn =
  (works: readonly Work[]): Work =>
  async () => {
    for (const work of works) await work();
  };

/** In KiB: `maxRSS` counts what this process held while it forked, too. */
const PEAK = `(()=>{try{return/VmHWM:\\s*(\\d+)/.exec(readFileSync('/proc/self/status','utf8'))[1]}catch{return process.resourceUsage().maxRSS}})()`;

/** The most memory that a Node process and its workers held, in bytes. */
export const peakMemory = async (argv: readonly string[]): Promise<number> => {
  const dir = mkdtempSync(join(tmpdir(), 'colophon-peak-'));
  const file = join(dir, 'peak');
  const code = `import{writeFileSync}from'node:fs';import{isMainThread}from'node:worker_threads';
    import{readFileSync}from'node:fs';if(isMainThread)process.on('exit',()=>writeFileSync(${JSON.stringify(file)},String(1024*(${PEAK}))))`;
  const url = `data:text/javascript;base64,${Buffer.from(code).toString('base64')}`;
  await run([process.execPath, `--import=${url}`, ...argv])();
  const bytes = Number(readFileSync(file, 'utf8'));
  rmSync(dir, { recursive: true });
  return bytes;
};

/** Whether a command is installed here. */
export const installed = (command: string, ...args: readonly string[]): boolean =>
  spawnSync(command, args, { stdio: 'ignore' }).status === 0;
