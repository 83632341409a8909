// A room for one build: an empty home, an allow-listed environment, and programs that end with it (docs/trust.md 7).
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { allowed, type Environment } from '../workshop/environment.ts';
import { runProcess } from '../workshop/process.ts';
import { removeTree } from '../system/remove-tree.ts';
import { leaveNoMounts } from './mounts.ts';

export interface RoomOptions {
  /** Absolute; a directory of Colophon's own. */
  readonly scratch: string;
  /** The caller's; what is not on the allow-list does not reach a builder. */
  readonly environment: Environment;
  readonly signal: AbortSignal;
  /** Milliseconds that a program gets to end when it is told to (default 5,000). */
  readonly grace?: number;
}

export interface RoomCommand {
  /** For messages. */
  readonly label: string;
  readonly argv: readonly string[];
  /** On top of the room's own environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Seconds. */
  readonly timeout: number;
  readonly line: (text: string) => void;
  /** Milliseconds, in place of the room's. */
  readonly grace?: number;
}

export interface Room {
  /** Absolute. */
  readonly dir: string;
  /** Fails like `runProcess`. */
  readonly run: (command: RoomCommand) => Promise<void>;
  /** What a program prints within 30 s, line by line; fails like `run`. */
  readonly ask: (
    argv: readonly string[],
    env?: Readonly<Record<string, string>>,
  ) => Promise<readonly string[]>;
  readonly close: () => Promise<void>;
}

/** Makes a new one; whoever asks for it closes it. */
export const openRoom = async (options: RoomOptions): Promise<Room> => {
  await mkdir(options.scratch, { recursive: true });
  const dir = await mkdtemp(join(options.scratch, 'build-'));
  for (const name of ['home', 'tmp', 'run', 'docker']) await mkdir(join(dir, name), { mode: 0o700 });
  await writeFile(join(dir, 'docker', 'config.json'), '{}'); // buildah demands that there be one
  const surroundings = {
    ...allowed(options.environment).variables,
    TZ: 'UTC',
    LC_ALL: 'C.UTF-8',
    HOME: join(dir, 'home'),
    TMPDIR: join(dir, 'tmp'),
    XDG_RUNTIME_DIR: join(dir, 'run'),
    DOCKER_CONFIG: join(dir, 'docker'), // no credential of the caller's goes along with a build
  };
  const run: Room['run'] = ({ label, argv, env = {}, timeout, line, grace = options.grace }) =>
    runProcess({
      label,
      argv,
      cwd: dir,
      env: { ...surroundings, ...env },
      timeout,
      signal: options.signal,
      line: (text) => (text.trim() === '' ? undefined : line(text)),
      ...(grace === undefined ? {} : { grace }),
    });
  return {
    dir,
    run,
    ask: async (argv, env = {}) => {
      const lines: string[] = [];
      await run({ label: argv[0] ?? '', argv, env, timeout: 30, line: (text) => lines.push(text) });
      return lines;
    },
    close: async () => {
      await leaveNoMounts(dir);
      await removeTree(dir);
    },
  };
};

/** What `use` makes of a room that is there no longer than that. */
export const inRoom = async <T>(options: RoomOptions, use: (room: Room) => Promise<T>): Promise<T> => {
  const room = await openRoom(options);
  try {
    return await use(room);
  } finally {
    await room.close();
  }
};
