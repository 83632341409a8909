// Reads and hashes everything that is about to get a name: a listing proves nothing, bytes do.
import type { Asset } from '../../domain/asset.ts';
import { Failure } from '../../domain/failure.ts';
import type { AssetSource } from '../../ports/asset-source.ts';

/** Fails with `CLOSURE_INCOMPLETE` unless the draft holds exactly these assets, byte for byte. */
export const demandClosure = async (sealed: readonly Asset[], draft: AssetSource): Promise<void> => {
  const there = (await draft.list()).map(({ name }) => name);
  const extra = there.filter((name) => !sealed.some((asset) => asset.name === name));
  const missing = sealed.filter(({ name }) => !there.includes(name)).map(({ name }) => name);
  if (extra.length > 0 || missing.length > 0)
    throw incomplete([...missing.map(gone), ...extra.map(surprise)]);
  const digests = await draft.digests(sealed.map(({ name }) => name));
  const changed = sealed.filter(({ content }, index) => digests[index]?.digest !== content.digest);
  if (changed.length > 0) throw incomplete(changed.map(({ name }) => `${name} has other bytes`));
};

const gone = (name: string): string => `${name} is missing`;
const surprise = (name: string): string => `${name} is not on the sealed list`;

const incomplete = (faults: readonly string[]): Failure =>
  new Failure('CLOSURE_INCOMPLETE', `the draft is not what was sealed: ${faults.join('; ')}`, {
    remedy: 'nothing was published; find out who changed the draft before running the same command again',
  });
