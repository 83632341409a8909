// What the outcomes about images, charts and mirrors must have been, as far as a sealed list tells and later stages ask.
import type { Colophon, ListedChart, ListedImage } from '../domain/colophon.ts';
import type { Attachment, PlatformManifest, Referrer } from '../domain/image.ts';
import { OCI_MANIFEST } from '../domain/oci.ts';
import type { Outcomes } from '../domain/outcome/index.ts';
import type { Pushed } from '../domain/outcome/push.ts';
import { parsePlatform } from '../domain/platform.ts';

export type ContentOutcomes = Pick<Outcomes, 'assemble' | 'push' | 'mirror'> & {
  readonly charts: Outcomes['package']['charts'];
};

/** Outcomes of stages that were done when this list was sealed; nothing of them was built here. */
export const contentOutcomes = ({ images, charts, mirrors }: Colophon): ContentOutcomes => {
  const pushed = [...images.map(pushedImage), ...charts.map(pushedChart)];
  return {
    assemble: {
      indexes: images.map((image) => {
        const { id, repository, tags, moving, root, platforms } = pushedImage(image);
        return { image: id, repository, tags, moving, index: root, platforms };
      }),
    },
    charts: charts.map(({ name, version, appVersion, asset, repository, tags }) => ({
      name,
      version,
      appVersion,
      asset,
      repository,
      tag: tags[0] ?? version,
    })),
    push: { pushed },
    mirror: {
      mirrors: mirrors.map(({ to, moving, required, content }) => ({
        to,
        moving,
        ...(required === undefined ? {} : { required }),
        content: content.flatMap(({ kind, name, repository }) =>
          pushed.filter((one) => one.kind === kind && one.id === name).map((one) => ({ ...one, repository })),
        ),
      })),
      findings: [],
    },
  };
};

/** What an SBOM was attached to, if it is one of a manifest or an index. */
export const attachmentOf = (digest: string, pushed: readonly Pushed[]): Attachment | undefined => {
  for (const { kind, id, repository, root, platforms } of pushed) {
    const subject = [root, ...platforms].find((one) => one.digest === digest);
    if (subject !== undefined) return { kind, id, repository, subject };
  }
  return undefined;
};

const pushedImage = (image: ListedImage): Pushed => ({
  kind: 'image',
  ...content(image),
  moving: image.moving,
  platforms: image.platforms.flatMap(({ platform, digest, size }): readonly PlatformManifest[] => {
    const parsed = parsePlatform(platform);
    return parsed === undefined ? [] : [{ mediaType: OCI_MANIFEST, digest, size, platform: parsed }];
  }),
});

const pushedChart = (chart: ListedChart): Pushed => ({
  kind: 'chart',
  ...content(chart),
  moving: [],
  platforms: [],
});

const content = ({
  name: id,
  repository,
  mediaType,
  digest,
  size,
  tags,
  referrers,
}: ListedImage | ListedChart): Pick<Pushed, 'id' | 'repository' | 'root' | 'tags' | 'referrers'> => ({
  id,
  repository,
  root: { mediaType, digest, size },
  tags,
  referrers: referrers.map((referrer): Referrer => ({
    subject: referrer.subject,
    manifest: {
      mediaType: OCI_MANIFEST,
      digest: referrer.digest,
      size: referrer.size,
      artifactType: referrer.artifactType,
    },
  })),
});
