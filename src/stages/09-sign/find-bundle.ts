// Looks in the draft of this tag for a bundle that already holds for the statement.
import type { Identity } from '../../domain/identity.ts';
import type { Doors } from '../../engine/stage.ts';
import { gather } from '../gather.ts';

const LIMIT = 4 * 1024 * 1024;

/** The bundle's bytes; `undefined` when there is none, or none that verifies for exactly these bytes. */
export const findBundle = async (
  tag: string,
  name: string,
  statement: Uint8Array,
  identity: Identity,
  { forge, prover }: Doors<'forge' | 'prover'>,
): Promise<Uint8Array | undefined> => {
  const draft = (await forge.releases()).find((release) => release.draft && release.tag === tag);
  const asset = draft?.assets.find((candidate) => candidate.name === name);
  if (draft === undefined || asset === undefined || asset.size > LIMIT) return undefined;
  const bundle = await gather(forge.asset(draft.id, name), LIMIT);
  const finding = await prover.bundle(bundle, statement, 'dsse', identity);
  return finding.result === 'proved' ? bundle : undefined;
};
