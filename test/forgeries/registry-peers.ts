// What stock cosign and gh say about the same reference in the same registry, which goes on lying to them.
import { join } from 'node:path';

import { run } from '../interop/kit.ts';
import { REPOSITORY } from '../support/release.ts';
import { type PeerVerdict, type Peers, verdictOf } from './peers.ts';
import { referenceIn } from './registry-judge.ts';
import type { RegistryLie, RegistryPlace } from './registry-lie.ts';
import type { RegistryWorld } from './registry-world.ts';

/** Both verdicts; where a peer hangs on an answer without end it has not accepted it. */
export const askRegistryPeers = async (
  { cosign, gh }: Peers,
  lie: Pick<RegistryLie, 'asked' | 'far' | 'peer'>,
  place: RegistryPlace,
  { identity, trustedRoot, far }: RegistryWorld,
): Promise<{ readonly cosign: PeerVerdict; readonly gh: PeerVerdict }> => {
  if (lie.peer === 'silent') return { cosign: '-', gh: '-' };
  const reference = referenceIn(place, lie);
  const env = { ...process.env, GH_TOKEN: 'none', ...(lie.far === true ? far.env : {}) };
  const [one, other] = await Promise.all([
    cosign === undefined
      ? undefined
      : run(
          join(cosign, 'cosign'),
          [
            'verify',
            `--trusted-root=${trustedRoot}`,
            `--certificate-identity=${identity.san}`,
            `--certificate-oidc-issuer=${identity.issuer}`,
            reference,
          ],
          { env },
        ),
    gh === undefined
      ? undefined
      : run(
          join(gh, 'gh'),
          [
            'attestation',
            'verify',
            `oci://${reference}`,
            '--bundle-from-oci',
            `--custom-trusted-root=${trustedRoot}`,
            `--repo=${REPOSITORY}`,
            `--cert-identity=${identity.san}`,
            `--cert-oidc-issuer=${identity.issuer}`,
          ],
          { env },
        ),
  ]);
  return {
    cosign: one === undefined ? '-' : verdictOf(one),
    gh: other === undefined ? '-' : verdictOf(other),
  };
};
