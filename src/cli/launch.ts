// On a Node that is too old: runs the same command with the Node that `npm ci` put beside Colophon.
// Everything that this file loads must run on the oldest Node that anyone still has.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { Failure } from '../domain/failure.ts';
import { asksForJson, failureOutput } from './output.ts';
import { isSupportedNode, NODE_RANGE } from './version.ts';

/**
 * Looks upward from Colophon's own place for `node_modules/.bin/node` and runs the command with it, passing on
 * signals and its exit code. Where there is none, fails with `NODE_TOO_OLD`.
 */
export const launch = async (argv: readonly string[]): Promise<void> => {
  const entry = realpathSync(process.argv[1] ?? fileURLToPath(import.meta.url));
  const node = nodesAbove(dirname(entry)).find(runsColophon);
  if (node === undefined) refuse(argv);
  else process.exitCode = await runWith(node, [entry, ...argv]);
};

/** Every `node_modules/.bin/node` from this directory up to the root, nearest first. */
export const nodesAbove = (directory: string): readonly string[] => {
  const candidate = join(directory, 'node_modules', '.bin', 'node');
  const above = dirname(directory);
  return [...(existsSync(candidate) ? [candidate] : []), ...(above === directory ? [] : nodesAbove(above))];
};

const runsColophon = (node: string): boolean => {
  const { stdout } = spawnSync(node, ['--version'], { encoding: 'utf8' });
  return isSupportedNode(stdout.trim().replace(/^v/, ''));
};

const PASSED_ON = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const runWith = (node: string, args: readonly string[]): Promise<number> => {
  const child = spawn(node, args, { stdio: 'inherit' });
  for (const signal of PASSED_ON) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal ?? 'SIGTERM']));
  });
};

const refuse = (argv: readonly string[]): void => {
  const failure = new Failure(
    'NODE_TOO_OLD',
    `Colophon needs Node ${NODE_RANGE}; this is ${process.versions.node}.`,
    {
      remedy: 'Install such a Node and put it first on PATH; in a clone of Colophon, npm ci brings one.',
    },
  );
  const format = asksForJson(argv) ? 'json' : 'text';
  const { stdout, stderr, exit } = failureOutput(failure, {
    format,
    color: { stdout: false, stderr: false },
  });
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  process.exitCode = exit;
};
