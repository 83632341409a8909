// Everything that lies in the target, hashed once; its content stays in a box until a check has proved it.
import type { Digest } from '../domain/digest.ts';
import { type Unverified, unverified } from '../domain/unverified.ts';
import { sha256 } from '../formats/sha256.ts';
import type { AssetSource } from '../ports/asset-source.ts';

export interface CollectedFile {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly digest: Digest;
}

export interface Collected {
  /** Regular files, sorted by name. */
  readonly files: ReadonlyMap<string, CollectedFile>;
  /** Names of what is no regular file. */
  readonly strange: readonly string[];
  /** Names that were refuted as names; nothing more is said about them. */
  readonly suspect: readonly string[];
  /** A file's bytes, of which nothing is known yet; none when there are more than `limit`. */
  readonly open: (name: string, limit: number) => Promise<Unverified<Uint8Array>>;
  /** A file's bytes if they hash to what was collected and demanded, else `undefined`: it may change under our eyes. */
  readonly bytes: (name: string, digest: Digest, limit: number) => Promise<Uint8Array | undefined>;
  /** A file's bytes, piece by piece, whatever they are by now; absent where the source gives none so. */
  readonly stream?: (name: string) => AsyncIterable<Uint8Array>;
}

/** Lists and hashes a source, leaving out what is ignored by name. */
export const collect = async (source: AssetSource, ignore: readonly string[]): Promise<Collected> => {
  const entries = (await source.list()).filter(({ name }) => !ignore.includes(name));
  const regular = entries.filter(({ size }) => size >= 0);
  const digests = await source.digests(regular.map(({ name }) => name));
  const files = regular.map(({ name }, index): CollectedFile => {
    const found = digests[index];
    if (found === undefined) throw new TypeError(`no digest of ${name}`);
    return { name, size: found.size, digest: found.digest };
  });
  const sizes = new Map(files.map(({ name, size }) => [name, size]));
  const read = async (name: string, limit: number): Promise<Uint8Array> =>
    (sizes.get(name) ?? 0) > limit ? new Uint8Array() : source.bytes(name, limit);
  return {
    files: new Map(files.map((file) => [file.name, file])),
    strange: entries.filter(({ size }) => size < 0).map(({ name }) => name),
    suspect: [],
    open: async (name, limit) => unverified(await read(name, limit)),
    bytes: async (name, digest, limit) => {
      const bytes = await read(name, limit);
      return sha256(bytes) === digest ? bytes : undefined;
    },
    ...(source.stream === undefined ? {} : { stream: source.stream }),
  };
};
