// What lies at a path of this machine, asked synchronously: it is little, and node:fs/promises alone costs more to load.
import { lstatSync, realpathSync, type Stats, statSync } from 'node:fs';

/** What lies there, a link as itself; `undefined` when nothing does, or nobody may look. */
export const atPath = (path: string): Stats | undefined => attempt(() => lstatSync(path));

/** What lies there or where a link there leads; `undefined` as above. */
export const behindLinks = (path: string): Stats | undefined => attempt(() => statSync(path));

/** The path without links; `undefined` when nothing lies there, or nobody may look. */
export const withoutLinks = (path: string): string | undefined => attempt(() => realpathSync.native(path));

const attempt = <T>(ask: () => T): T | undefined => {
  try {
    return ask();
  } catch {
    return undefined;
  }
};
