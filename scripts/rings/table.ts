// `rings.json`: which ring may import which, and what of Node and of npm each may use.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What source may reach besides its own folder. */
export interface Reach {
  /** Modules of Node, without `node:`; `fs` is `fs/promises` too. */
  readonly node?: readonly string[];
  /** Packages, or exactly one entry of a package such as `zod/mini`. */
  readonly packages?: readonly string[];
  /** Needed to verify a release: it still builds when everything that is not so marked is gone. */
  readonly consumer?: boolean;
}

/** A folder inside a ring; folders know one another only where `siblings` says so. */
export interface Folder extends Reach {
  /** By name, with the reason. */
  readonly siblings?: Readonly<Record<string, string>>;
}

export interface Ring extends Reach {
  readonly imports: readonly string[];
  /** Where named, every folder of the ring must be named, and none sees another. */
  readonly folders?: Readonly<Record<string, Folder>>;
}

/** Rings by name, innermost first. */
export type Rings = Readonly<Record<string, Ring>>;

export const readRings = (root: string): Rings =>
  JSON.parse(readFileSync(join(root, 'rings.json'), 'utf8')) as Rings;

/** Whether a ring uses any of Node, and so sees Node's types instead of `src/web.d.ts`. */
export const usesNode = (ring: Ring): boolean =>
  [ring, ...Object.values(ring.folders ?? {})].some(({ node = [] }) => node.length > 0);
