// The door `workshop` on this machine: clean checkouts, an allow-listed environment, process groups of their own.
import { constants } from 'node:fs';
import { chmod, mkdir, open as openFile, realpath, rename, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { canonicalJson, canonicalText } from '../../formats/canonical-json.ts';
import { sha256 } from '../../formats/sha256.ts';
import { Failure } from '../../domain/failure.ts';
import type { Tool } from '../../domain/tool.ts';
import type { Store } from '../../ports/store.ts';
import type { CheckoutRequest, Workshop, WorkshopCommand } from '../../ports/workshop.ts';
import type { Caches } from './caches.ts';
import { makeCheckout } from './checkout.ts';
import { collectFiles, placeFiles } from './collect.ts';
import { allowed, type Environment, passedOn } from './environment.ts';
import { isAt, outside, parsePath, realInside, shown } from './inside.ts';
import { runProcess } from './process.ts';
import { removeTree } from '../system/remove-tree.ts';
import { askTool } from './tool.ts';

export interface WorkshopOptions {
  /** Absolute; where objects and refs of the released repository lie. Only read. */
  readonly gitDir: string;
  /**
   * Absolute; a directory of Colophon's own. What an earlier run left in it is removed. Best outside the user's
   * repository: tools that look upwards (Node, Go, Cargo) would find that one's files from within.
   */
  readonly scratch: string;
  readonly store: Store;
  /** The caller's environment; only what is on the allow-list or passed on by name leaves it. */
  readonly environment: Environment;
  /** Absolute paths of caches to use; absent ones are made in `scratch`, new for every run. */
  readonly caches?: Caches;
  readonly signal: AbortSignal;
  /** Milliseconds that a command gets to end when it is told to (default 5,000). */
  readonly grace?: number;
}

interface Place {
  readonly label: string;
  /** Holds `src`, `home` and `tmp`. */
  readonly dir: string;
  /** The checkout; a real path. */
  readonly root: string;
  readonly epoch: number;
  told: boolean;
}

/** A workshop of this machine: what others are to work in must be found. */
export interface LocalWorkshop extends Workshop {
  /** The absolute path of a checkout, without links on the way. */
  readonly locate: (handle: string) => string;
  /** Removes all that it made, once nothing runs any more. */
  readonly end: () => Promise<void>;
}

/** A workshop below `scratch`. */
export const createWorkshop = (options: WorkshopOptions): LocalWorkshop => {
  const places = new Map<string, Place>();
  /** Checkouts that are shared, by what was asked for; they are not closed before the end. */
  const shared = new Map<string, Promise<string>>();
  const kept = new Set<string>();
  /** Trees on their way out, one at a time: nobody waits for thousands of files to go. */
  let leaving: Promise<void> = Promise.resolve();
  let left = 0;
  const tools = new Map<string, Promise<Tool>>();
  const { variables, withheld } = allowed(options.environment);
  let ready: Promise<string> | undefined;
  const base = (): Promise<string> => (ready ??= prepare(options.scratch));
  const place = (handle: string): Place => {
    const found = places.get(handle);
    if (found === undefined) throw new Error(`the workshop has no checkout ${handle}`);
    return found;
  };
  const surroundings = (dir: string): Readonly<Record<string, string>> => {
    const cache = join(options.scratch, 'caches');
    return {
      ...variables,
      TZ: 'UTC',
      LC_ALL: 'C.UTF-8',
      HOME: join(dir, 'home'),
      TMPDIR: join(dir, 'tmp'),
      GOCACHE: options.caches?.go ?? join(cache, 'go'),
      GOMODCACHE: options.caches?.gomod ?? join(cache, 'gomod'),
      npm_config_cache: options.caches?.npm ?? join(cache, 'npm'),
    };
  };
  const ask = async (
    name: Parameters<Workshop['tool']>[0],
    env: Readonly<Record<string, string>>,
  ): Promise<Tool> => {
    const dir = await makePlace(join(await base(), 'tools'));
    return askTool(name, (argv, line) =>
      runProcess({
        label: name,
        argv,
        cwd: join(dir, 'tmp'),
        env: { ...surroundings(dir), ...env },
        timeout: 600,
        signal: options.signal,
        line,
      }),
    );
  };

  const open = async ({ commit, tag, label }: CheckoutRequest): Promise<string> => {
    const wanted = label.replaceAll(/[^A-Za-z0-9._-]+/g, '-').replace(/^\.+/, '') || 'builder';
    let handle = wanted;
    for (let n = 2; places.has(handle); n += 1) handle = `${wanted}-${n}`;
    const dir = join(options.scratch, 'checkouts', handle);
    places.set(handle, { label, dir, root: dir, epoch: 0, told: false }); // takes the name before anything waits
    try {
      await base();
      await makePlace(dir);
      const plan = { gitDir: options.gitDir, dir: join(dir, 'src'), commit, tag };
      const epoch = await makeCheckout(plan, {
        scratch: options.scratch,
        environment: options.environment,
        signal: options.signal,
      });
      places.set(handle, { label, dir, root: await realpath(plan.dir), epoch, told: false });
    } catch (error) {
      places.delete(handle);
      throw error;
    }
    return handle;
  };

  return {
    caches: options.caches === undefined ? 'empty' : 'kept',
    open: (request) => {
      if (request.shared !== true) return open(request);
      const key = canonicalText([request.commit, request.tag]);
      const known = shared.get(key);
      if (known !== undefined) return known;
      const opened = open(request).then((handle) => {
        kept.add(handle);
        return handle;
      });
      shared.set(key, opened);
      opened.catch(() => shared.delete(key));
      return opened;
    },
    place: (handle, to, files) => placeFiles(place(handle).root, to, files, options.store),
    run: async (handle, command) => {
      const at = place(handle);
      const passed = passedOn(options.environment, command.pass);
      if (!at.told)
        withheld.forEach((name) => command.line(`${name} is not passed on: it holds a user or a password`));
      at.told = true;
      const cwd = await directory(at.root, command.cwd);
      const env = { ...surroundings(at.dir), SOURCE_DATE_EPOCH: String(at.epoch), ...passed, ...command.env };
      await withStdout(at.root, command, (stdout) =>
        runProcess({
          label: at.label,
          argv: command.argv,
          cwd,
          env,
          timeout: command.timeout,
          signal: options.signal,
          line: command.line,
          ...(stdout === undefined ? {} : { stdout }),
          ...(options.grace === undefined ? {} : { grace: options.grace }),
        }),
      );
    },
    collect: (handle, path) => collectFiles(place(handle).root, path, options.store),
    locate: (handle) => place(handle).root,
    tool: (name, env) => {
      const key = canonicalText([name, env]);
      const known = tools.get(key) ?? ask(name, env);
      tools.set(key, known);
      return known;
    },
    passed: async (names) => sha256(canonicalJson(passedOn(options.environment, names))),
    close: async (handle) => {
      const { dir } = place(handle);
      if (kept.has(handle)) return;
      places.delete(handle);
      const gone = join(options.scratch, 'gone', String((left += 1)));
      await mkdir(dirname(gone), { recursive: true });
      await rename(dir, gone);
      // What cannot be removed is looked at again in the end, where somebody hears of it.
      leaving = leaving.then(() => removeTree(gone)).catch(() => undefined);
    },
    end: async () => {
      await leaving;
      for (const name of OURS) await removeTree(join(options.scratch, name));
      await rmdir(options.scratch).catch(() => undefined); // somebody else's files stay, and it with them
    },
  };
};

const OURS = ['checkouts', 'gone', 'tools', 'caches', 'git-home'] as const;

/** Removes what a run before this one may have left; a process of it that still writes writes elsewhere from now on. */
const prepare = async (scratch: string): Promise<string> => {
  for (const name of OURS) {
    const [now, old] = [join(scratch, name), join(scratch, `${name}.old`)];
    await removeTree(old);
    if (name === 'git-home' || !(await isAt(now))) continue;
    await rename(now, old);
    await removeTree(old);
  }
  await mkdir(join(scratch, 'checkouts'), { recursive: true });
  return scratch;
};

const makePlace = async (dir: string): Promise<string> => {
  for (const path of [dir, join(dir, 'home'), join(dir, 'tmp')]) {
    await mkdir(path, { recursive: true });
    await chmod(path, 0o755); // whatever our own umask is
  }
  return dir;
};

const directory = async (root: string, path: string): Promise<string> => {
  const real = await realInside(root, parsePath(path));
  if (real !== undefined && (await stat(real)).isDirectory()) return real;
  throw new Failure('BUILD_FAILED', `there is no directory ${shown(path)} in the checkout`, {
    remedy: 'correct `dir` in colophon.yaml; only what is committed is in a checkout',
  });
};

const withStdout = async (
  root: string,
  command: WorkshopCommand,
  run: (stdout: number | undefined) => Promise<void>,
): Promise<void> => {
  if (command.stdout === undefined) return run(undefined);
  const path = parsePath(command.stdout);
  if (path === '') throw outside(command.stdout, 'it is the checkout itself');
  await directory(root, dirname(path));
  await rm(join(root, path), { force: true, recursive: true }); // a link is replaced, not followed
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL;
  const file = await openFile(join(root, path), flags, 0o644);
  try {
    await file.chmod(0o644);
    await run(file.fd);
  } finally {
    await file.close();
  }
};
