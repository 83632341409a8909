// Images, charts and mirrors as the colophon lists them: what was pushed and read back, nothing that was only planned.
import { byBytes } from '../../domain/byte-order.ts';
import type {
  Colophon,
  ListedChart,
  ListedImage,
  ListedMirror,
  ListedReferrer,
} from '../../domain/colophon.ts';
import type { PackagedChart } from '../../domain/outcome/package.ts';
import type { Outcomes } from '../../domain/outcome/index.ts';
import type { Pushed } from '../../domain/outcome/push.ts';
import { formatPlatform } from '../../domain/platform.ts';
import { byName } from '../../domain/release-assets.ts';

/** A mirror that failed stands in no outcome, and so in no list. */
export const listedPlaces = (
  { package: packaged, push, mirror }: Pick<Outcomes, 'package' | 'push' | 'mirror'>,
  latest: boolean,
): Pick<Colophon, 'images' | 'charts' | 'mirrors' | 'externalImages'> => ({
  images: push.pushed
    .filter(({ kind }) => kind === 'image')
    .map((pushed) => listedImage(pushed, latest))
    .sort(byName),
  charts: push.pushed
    .filter(({ kind }) => kind === 'chart')
    .map((pushed) => listedChart(pushed, packaged.charts))
    .sort(byName),
  mirrors: mirror.mirrors.map(listedMirror).sort((a, b) => byBytes(a.to, b.to)),
  externalImages: [...packaged.externalImages].sort(byBytes),
});

const listedImage = (pushed: Pushed, latest: boolean): ListedImage => ({
  ...content(pushed),
  tags: pushed.tags,
  moving: latest ? pushed.moving : [],
  platforms: pushed.platforms.map(({ platform, digest, size }) => ({
    platform: formatPlatform(platform),
    digest,
    size,
  })),
});

const listedChart = (pushed: Pushed, charts: readonly PackagedChart[]): ListedChart => {
  const chart = charts.find(({ name }) => name === pushed.id);
  if (chart === undefined) throw new TypeError(`no chart ${pushed.id} was packaged`);
  const { version, appVersion, asset, tag } = chart;
  return { ...content(pushed), tags: [tag], version, appVersion, asset };
};

const content = ({
  id,
  repository,
  root: { mediaType, digest, size },
  referrers,
}: Pushed): Omit<ListedImage, 'tags' | 'moving' | 'platforms'> => ({
  name: id,
  repository,
  mediaType,
  digest,
  size,
  referrers: referrers
    .map(({ subject, manifest }): ListedReferrer => ({
      subject,
      digest: manifest.digest,
      size: manifest.size,
      artifactType: manifest.artifactType ?? '',
    }))
    .sort((a, b) => byBytes(a.subject, b.subject) || byBytes(a.digest, b.digest)),
});

const listedMirror = ({
  to,
  moving,
  required,
  content: held,
}: Outcomes['mirror']['mirrors'][number]): ListedMirror => ({
  to,
  moving,
  ...(required === undefined ? {} : { required }),
  content: held
    .map(({ kind, id, repository, root }) => ({ kind, name: id, repository, digest: root.digest }))
    .sort((a, b) => byBytes(a.kind, b.kind) || byName(a, b)),
});
