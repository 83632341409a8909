// What stock cosign and gh say about the same image: cosign asks a registry that tells the lie, gh reads the manifest as a
// file beside the bundle of its provenance.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Digest } from '../../src/domain/digest.ts';
import { PROVENANCE_TYPE } from '../../src/domain/provenance.ts';
import { type Ended, run } from '../interop/kit.ts';
import { cosignVerifyBlob } from '../interop/stock.ts';
import { type ImageRelease, ORIGIN } from '../support/image-release.ts';
import { REPOSITORY } from '../support/release.ts';
import { NO_DIGEST, rootOf } from './image-edits.ts';
import type { ImageLie } from './image-lie.ts';
import type { ImagePlace } from './image-world.ts';
import type { LyingRegistry } from './lying-registry.ts';
import { askGh, type PeerVerdict, type Peers, verdictOf } from './peers.ts';

/** Both verdicts about one place, which is signed as a release. */
export const askImagePeers = async (
  { cosign, gh }: Peers,
  { peer = {} }: Pick<ImageLie, 'peer'>,
  place: ImagePlace,
  registry: LyingRegistry,
): Promise<{ readonly cosign: PeerVerdict; readonly gh: PeerVerdict }> => {
  if (peer === 'silent') return { cosign: '-', gh: '-' };
  const { identity, trustedRoot, release, assets, dir } = place;
  const ask = (file: string, bundle: string) => ({ trustedRoot, identity, file, bundle });
  if ('file' in peer) {
    const question = ask(join(assets, peer.file), join(assets, peer.bundle));
    return both(
      cosign && (() => cosignVerifyBlob({ ...question, peers: cosign })),
      gh && (() => askGh({ ...question, peers: gh }, REPOSITORY)),
    );
  }
  const { repository = ORIGIN, attested } = peer;
  const digest = peer.digest?.(release) ?? rootOf(release);
  const args = [
    ...(attested === undefined ? ['verify'] : ['verify-attestation', `--type=${attested}`]),
    `--trusted-root=${trustedRoot}`,
    `--certificate-identity=${identity.san}`,
    `--certificate-oidc-issuer=${identity.issuer}`,
    `${registry.serve(() => release.memory)}/${repository}@${digest}`,
  ];
  const file = join(dir, 'peer', 'manifest.json');
  const bundle = join(dir, 'peer', 'bundle.jsonl');
  mkdirSync(join(dir, 'peer'), { recursive: true });
  writeFileSync(file, release.memory.repository(repository).content.get(digest) ?? '');
  const provenance = provenanceOf(release, repository, digest);
  writeFileSync(bundle, provenance ?? '');
  // gh reads attestations of this one type; where none is attached there is nothing that it could be asked about.
  const silent = provenance === undefined || attested === 'spdxjson';
  return both(
    cosign && (() => run(join(cosign, 'cosign'), args)),
    gh && !silent ? () => askGh({ ...ask(file, bundle), peers: gh }, REPOSITORY) : undefined,
  );
};

/** Both at once: each is a process that mostly waits. */
const both = async (
  cosign: '' | undefined | (() => Promise<Ended>),
  gh: '' | undefined | (() => Promise<PeerVerdict>),
): Promise<{ readonly cosign: PeerVerdict; readonly gh: PeerVerdict }> => {
  const [one, other] = await Promise.all([cosign ? cosign() : undefined, gh ? gh() : undefined]);
  return { cosign: one === undefined ? '-' : verdictOf(one), gh: other ?? '-' };
};

/** The bundle of the provenance that is attached to a manifest. */
const provenanceOf = (
  { memory }: ImageRelease,
  repository: string,
  subject: Digest,
): Uint8Array | undefined => {
  const { content, referrers } = memory.repository(repository);
  for (const digest of referrers.get(subject)?.keys() ?? []) {
    const manifest = new TextDecoder().decode(content.get(digest));
    if (!manifest.includes(PROVENANCE_TYPE)) continue;
    try {
      const { layers } = JSON.parse(manifest) as { readonly layers: readonly { readonly digest: Digest }[] };
      return content.get(layers[0]?.digest ?? NO_DIGEST);
    } catch {
      // Altered where it lies: as good as gone.
      return undefined;
    }
  }
  return undefined;
};
