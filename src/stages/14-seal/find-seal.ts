// A seal that an interrupted run has left in the draft is as good as a new one, if it holds for this list.
import type { Identity } from '../../domain/identity.ts';
import type { Doors } from '../../engine/stage.ts';
import { gather } from '../gather.ts';

const LIMIT = 4 * 1024 * 1024;

/** The bundle's bytes; `undefined` when the draft holds none. One that does not verify stops at `drafts.put`. */
export const findSeal = async (
  draft: string,
  name: string,
  document: Uint8Array,
  identity: Identity,
  { forge, prover }: Doors<'forge' | 'prover'>,
): Promise<Uint8Array | undefined> => {
  const asset = (await forge.releases())
    .find(({ id }) => id === draft)
    ?.assets.find((one) => one.name === name);
  if (asset === undefined || asset.size > LIMIT) return undefined;
  const bundle = await gather(forge.asset(draft, name), LIMIT);
  const finding = await prover.bundle(bundle, document, 'message', identity);
  return finding.result === 'proved' ? bundle : undefined;
};
