// Loads the program. For `verify` the package holds scripts with all that it runs, and beside them what V8 made of them:
// compiling takes half of the time that a small verification takes (docs/decisions/0019-verify-compiled-once.md).
import type { Stats } from 'node:fs';

// Node's own modules are asked for, not imported: one that imports two of them starts a tenth later, and `--version`
// needs none.

interface Session {
  readonly main: (argv: readonly string[]) => Promise<void>;
}

// Set when the package is built, and nowhere else: from source, and in a file that travels alone, whatever lies beside
// this file is none of ours.
declare const PACKAGED: true | undefined;

/** The program that these arguments are for. */
export const loadSession = async (argv: readonly string[]): Promise<Session> =>
  (typeof PACKAGED !== 'undefined' && argv[0] === 'verify' ? loadVerify(argv) : undefined) ??
  import('./session.ts');

const loadVerify = (argv: readonly string[]): Session | undefined => {
  // At the end of a whole verification, all that one needs is compiled.
  const helps = argv.some((option) => option === '--help' || option === '-h');
  const ask = (name: string): unknown =>
    name === './verify-content.cjs'
      ? loadScript('verify-content', helps, ask)
      : process.getBuiltinModule(name);
  return loadScript('verify', helps, ask) as Session | undefined;
};

/** What a script beside this file answers, which may ask for others; `undefined` where it is not there. */
const loadScript = (name: string, helps: boolean, require: (name: string) => unknown): unknown => {
  const file = `${import.meta.dirname}/${name}.cjs`;
  const program = readOwned(file, () => true);
  if (program === undefined) return undefined;
  const { Script } = process.getBuiltinModule('node:vm');
  const place = `${import.meta.dirname}/.cache/${name}-${process.version}-${process.platform}-${process.arch}`;
  const remembers = !process.env['NODE_DISABLE_COMPILE_CACHE'];
  const known = remembers ? remembered(place, program) : undefined;
  const script = new Script(program.bytes.toString('latin1'), {
    filename: file,
    ...(known === undefined ? {} : { cachedData: known }),
  });
  if (remembers && (known === undefined || script.cachedDataRejected === true)) {
    process.once('exit', (code) => {
      if (code === 0 && !helps) remember(place, program, script.createCachedData());
    });
  }
  const module: { readonly exports: unknown } = { exports: {} };
  const run = script.runInThisContext() as (...args: readonly unknown[]) => void;
  run(module.exports, require, module);
  return module.exports;
};

interface Owned {
  readonly bytes: Buffer;
  readonly about: Stats;
}

/** A whole regular file, if it is as it should be. */
const readOwned = (path: string, fits: (about: Stats) => boolean): Owned | undefined => {
  const { closeSync, fstatSync, openSync, readFileSync } = process.getBuiltinModule('node:fs');
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    const about = fstatSync(file);
    return about.isFile() && fits(about) ? { bytes: readFileSync(file), about } : undefined;
  } catch {
    return undefined;
  } finally {
    if (file !== undefined) closeSync(file);
  }
};

const OTHERS_WRITE = 0o022;
const SEAL = 32;

/**
 * What V8 made of this very program, written whole by the program's own owner and by nobody else: whoever could have
 * changed it could have changed the program.
 */
const remembered = (place: string, { bytes, about }: Owned): Buffer | undefined => {
  const found = readOwned(place, ({ uid, mode }) => uid === about.uid && (mode & OTHERS_WRITE) === 0);
  if (found === undefined) return undefined;
  const made = found.bytes.subarray(SEAL);
  return sealOf(bytes, made).equals(found.bytes.subarray(0, SEAL)) ? made : undefined;
};

/** Left out in silence where nothing can be written: the next run only takes longer. */
const remember = (place: string, { bytes }: Owned, made: Buffer): void => {
  const { mkdirSync, renameSync, rmSync, writeFileSync } = process.getBuiltinModule('node:fs');
  const draft = `${place}.${process.pid}`;
  try {
    mkdirSync(`${import.meta.dirname}/.cache`, { mode: 0o755, recursive: true });
    writeFileSync(draft, Buffer.concat([sealOf(bytes, made), made]), { mode: 0o644, flag: 'wx' });
    renameSync(draft, place);
  } catch {
    rmSync(draft, { force: true });
  }
};

/** SHA-256 over the program, the Node that it was compiled by, and what came out: no torn file is ever run. */
const sealOf = (program: Buffer, made: Buffer): Buffer => {
  // At once, as streams of hashes take longer to begin than this takes.
  const { hash } = process.getBuiltinModule('node:crypto');
  const parts = [
    process.version,
    process.platform,
    process.arch,
    hash('sha256', program),
    hash('sha256', made),
  ];
  return hash('sha256', parts.join(' '), 'buffer');
};
