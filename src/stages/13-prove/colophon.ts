// The colophon: everything of this release, closed, sorted, canonical. Only what stands in it is the release.
import type { Asset } from '../../domain/asset.ts';
import { COLOPHON_KIND, COLOPHON_VERSION, type ListedAsset } from '../../domain/colophon.ts';
import type { Identity, WorkflowRun } from '../../domain/identity.ts';
import type { Outcomes } from '../../domain/outcome/index.ts';
import { formatPlatform } from '../../domain/platform.ts';
import { byName } from '../../domain/release-assets.ts';
import { formatColophon } from '../../formats/colophon.ts';
import { listedPlaces } from './listed-places.ts';

/** The document's bytes, a pure function of what was made and who makes it. */
export const colophonOf = (
  made: Pick<Outcomes, 'gate' | 'package' | 'sbom' | 'notes' | 'sign' | 'push' | 'mirror'>,
  assets: readonly Asset[],
  run: WorkflowRun,
  identity: Identity,
): Uint8Array => {
  const { gate, sbom, notes, sign } = made;
  const { facts } = gate;
  const describes = new Map(sbom.sboms.map((one) => [one.name, one.describes]));
  return formatColophon({
    kind: COLOPHON_KIND,
    version: COLOPHON_VERSION,
    rehearsal: facts.mode === 'rehearsal',
    project: facts.project,
    repository: { name: facts.repository, id: run.sourceRepositoryId, ownerId: run.sourceRepositoryOwnerId },
    tag: facts.tag,
    commit: facts.commit,
    prerelease: facts.prerelease,
    latest: facts.latest,
    ...(facts.previous === undefined ? {} : { previous: facts.previous }),
    waivers: [],
    assets: assets.map((asset) => listed(asset, describes.get(asset.name))).sort(byName),
    ...listedPlaces(made, facts.latest),
    provenance: sign.signed
      .flatMap(({ id, published: [first] }) =>
        id.startsWith('files') && first !== undefined ? [first.name] : [],
      )
      .sort(),
    notes: notes.notes.name,
    evidence: gate.evidence.name,
    identity,
  });
};

const listed = (
  { name, role, content, platform, origin }: Asset,
  describes: string | undefined,
): ListedAsset => ({
  name,
  role,
  mediaType: content.mediaType,
  size: content.size,
  digest: content.digest,
  ...(platform === undefined ? {} : { platform: formatPlatform(platform) }),
  ...(origin === undefined ? {} : { origin }),
  ...(describes === undefined ? {} : { describes }),
});
