// A rehearsal in a process of its own, which may be told to say when it has come to a stage; and what is left of one that
// has ended: processes, mounts and places that belonged to it.
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Fault } from './colophon.ts';

const ENTRY = join(import.meta.dirname, 'colophon.ts');

export interface ChildEnded {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Milliseconds from what `tell` said to the end. */
  readonly after: number;
}

export interface ChildOptions {
  readonly argv: readonly string[];
  readonly out: string;
  readonly fault?: Fault;
  /** Called once it has said that it has begun; `signal` reaches it alone. */
  readonly begun?: (signal: (name: NodeJS.Signals) => void) => void;
  /** For temporary files, in place of one of its own. */
  readonly temporary?: string;
}

/** Runs one to its end. Its checkouts lie beside `out`, where what is left of them can be seen. */
export const runChild = ({
  argv,
  out,
  fault,
  begun,
  temporary = temporaryOf(out),
}: ChildOptions): Promise<ChildEnded> =>
  new Promise((resolve, reject) => {
    mkdirSync(temporary, { recursive: true });
    const child = spawn(process.execPath, [ENTRY, ...argv, '--out', out], {
      env: {
        ...process.env,
        TMPDIR: temporary,
        ...(fault === undefined ? {} : { COLOPHON_FAULT: JSON.stringify(fault) }),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [stdout, stderr, since] = ['', '', 0];
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
      if (since !== 0 || !/^begun$/m.test(stderr)) return;
      since = performance.now();
      begun?.((name) => child.kill(name));
    });
    child.once('error', reject);
    child.once('close', (code, signal) =>
      resolve({ code, signal, stdout, stderr, after: since === 0 ? 0 : performance.now() - since }),
    );
  });

export const temporaryOf = (out: string): string => `${out}-tmp`;

/** What still runs, or is mounted, two seconds after the rehearsal in `out` has ended. */
export const leftOf = async (out: string): Promise<readonly string[]> => {
  for (let waited = 0; ; waited += 250) {
    const left = [...processesOf(temporaryOf(out)), ...mountsOf(temporaryOf(out))];
    if (left.length === 0 || waited >= 2000) return left;
    await new Promise((resolve) => void setTimeout(resolve, 250));
  }
};

/** By their environment and their words: whatever a rehearsal runs has its temporary directory in one of them. */
const processesOf = (mark: string): readonly string[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((pid) => {
      const words = read(join('/proc', pid, 'cmdline'))
        .replaceAll('\0', ' ')
        .trim();
      // What has ended and is not waited for yet has no words.
      if (words === '' || !`${words} ${read(join('/proc', pid, 'environ'))}`.includes(mark)) return [];
      return [`process ${pid} still runs: ${words.slice(0, 120)}`];
    });

const mountsOf = (mark: string): readonly string[] =>
  read('/proc/self/mountinfo')
    .split('\n')
    .filter((line) => line.includes(mark))
    .map((line) => `still mounted: ${line.split(' ')[4] ?? ''}`);

const read = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
};
