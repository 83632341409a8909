// What the verifier is asked about a draft: the list about to be sealed, or the sealed one that is already there.
import { Failure } from '../../domain/failure.ts';
import { releaseFileName } from '../../domain/release.ts';
import type { AssetSource } from '../../ports/asset-source.ts';
import type { StagedClaim } from '../../ports/prover.ts';

const LIMIT = 16 * 1024 * 1024;

/**
 * A claim over the draft. When an interrupted release has left a sealed list there, it must be this list, and
 * the seal is judged with it; half a seal is looked past, since `seal` completes it.
 */
export const stagedClaim = async (claim: Required<StagedClaim>): Promise<StagedClaim> => {
  const name = releaseFileName(claim.facts, '.colophon.json');
  const seal = [name, `${name}.sigstore.json`];
  const there = new Set((await claim.assets.list()).map((file) => file.name));
  if (!seal.some((part) => there.has(part))) return claim;
  if (there.has(name)) await demandSame(claim, name);
  const { facts, identity, assets, registry } = claim;
  if (seal.every((part) => there.has(part))) return { facts, identity, assets, registry };
  return { ...claim, assets: without(seal, assets) };
};

const demandSame = async ({ assets, document }: Required<StagedClaim>, name: string): Promise<void> => {
  const there = await assets.bytes(name, LIMIT);
  if (there.length === document.length && there.every((byte, index) => byte === document[index])) return;
  throw new Failure('RELEASE_EQUIVOCATES', `the draft holds another sealed list under ${name}`, {
    remedy: 'another run has sealed other bytes for this tag; finish that release, or choose a new version',
  });
};

const without = (names: readonly string[], assets: AssetSource): AssetSource => ({
  ...assets,
  list: async () => (await assets.list()).filter(({ name }) => !names.includes(name)),
});
