// What the notes say of registries: each image and chart by digest, where it is mirrored, and what else is mentioned.
import { chartProvenanceName, contentProvenanceName } from '../../domain/content-names.ts';
import type { Finding } from '../../domain/finding.ts';
import type { FindingCode } from '../../domain/finding-codes.ts';
import type { AssembledImage } from '../../domain/outcome/assemble.ts';
import type { PackagedChart, PackageOutcome } from '../../domain/outcome/package.ts';
import { formatPlatform } from '../../domain/platform.ts';
import type { ReleaseFacts } from '../../domain/release.ts';
import type { Targets } from '../../domain/targets.ts';
import { mirrorRepository } from '../mirror-place.ts';
import { code, inline } from './markdown.ts';

export interface ContentText {
  readonly facts: ReleaseFacts;
  readonly images: readonly AssembledImage[];
  /** What was noticed when images were built, each about an image and a platform. */
  readonly built: readonly Finding[];
  readonly packaged: PackageOutcome;
  readonly targets: Pick<Targets, 'charts' | 'mirrors'>;
  /** A link to an asset. */
  readonly link: (name: string) => string;
}

/** Sections `Images` and `Charts`, and what manifests mention of others; nothing where a release has none of these. */
export const contentTexts = (about: ContentText): readonly string[] => {
  const { images, packaged } = about;
  return [
    ...(images.length === 0 ? [] : ['## Images', ...images.flatMap((image) => imageTexts(image, about))]),
    ...(packaged.charts.length === 0
      ? []
      : ['## Charts', packaged.charts.map((chart) => chartItem(chart, about)).join('\n')]),
    ...mirrorTexts(about),
    ...otherTexts(packaged),
  ];
};

const imageTexts = (image: AssembledImage, { facts, built, link }: ContentText): readonly string[] => {
  const { repository, tags, moving, index, platforms } = image;
  const [tag, ...more] = tags;
  const names = [...more, ...(facts.latest ? moving : [])];
  const also = names.length === 0 ? '' : ` Also called ${names.map(code).join(', ')}.`;
  return [
    code(`${repository}${tag === undefined ? '' : `:${tag}`}@${index.digest}`),
    `Provenance: ${link(contentProvenanceName(repository))}.${also}`,
    [
      '| platform | manifest |',
      '|---|---|',
      ...platforms.map(({ platform, digest }) => `| ${code(formatPlatform(platform))} | ${code(digest)} |`),
    ].join('\n'),
    ...builtTexts(image, built),
  ];
};

/** What a reader of an image would want to know of how its Dockerfile was built. */
const TOLD: ReadonlySet<FindingCode> = new Set<FindingCode>([
  'BASE_SUBSTITUTED',
  'BASE_NOT_PINNED',
  'IMAGE_EMULATED',
]);

const builtTexts = ({ image, platforms }: AssembledImage, built: readonly Finding[]): readonly string[] => {
  const said = platforms.flatMap(({ platform }) => {
    const name = formatPlatform(platform);
    return built
      .filter(({ code: about, subject }) => TOLD.has(about) && subject === `${image} ${name}`)
      .map(({ message }) => ({ name, message }));
  });
  const items = [...Map.groupBy(said, ({ message }) => message)].map(
    ([message, of]) => `- ${of.map(({ name }) => code(name)).join(', ')}: ${inline(message)}`,
  );
  return items.length === 0 ? [] : [`How it was built, as its provenance says:\n\n${items.join('\n')}`];
};

const chartItem = (chart: PackagedChart, { facts, images, link }: ContentText): string => {
  const { name, version, appVersion, asset, repository, pushed } = chart;
  const what = `${inline(name)} ${inline(version)} for ${inline(appVersion)}: ${link(asset)}`;
  if (repository === undefined || pushed === undefined) return `- ${what}, a file only.`;
  const provenance = `provenance ${link(chartProvenanceName(name, images))}`;
  const place = code(`${repository}:${chart.tag}@${pushed.manifest.digest}`);
  // A rehearsal's registry is no server that Helm could ask; the chart itself is the same file.
  const command =
    facts.mode === 'rehearsal'
      ? ''
      : ` Install it with ${code(`helm install ${name} oci://${repository} --version ${version}`)}.`;
  return `- ${what}, ${place}, ${provenance}.${command}`;
};

const mirrorTexts = ({ images, packaged, targets }: ContentText): readonly string[] => {
  const content = [
    ...images.map(({ image, repository }) => ({ kind: 'image' as const, id: image, repository })),
    ...packaged.charts.flatMap(({ name, repository }) =>
      repository === undefined ? [] : [{ kind: 'chart' as const, id: name, repository }],
    ),
  ];
  if (targets.mirrors.length === 0 || content.length === 0) return [];
  const items = targets.mirrors.map((mirror) => {
    const places = content.map((one) => code(mirrorRepository(mirror, one, targets.charts)));
    return `- ${places.join(', ')}${mirror.required ? '' : ', unless it could not be reached'}`;
  });
  return [
    '## Mirrors',
    'The same digests, with everything that is signed about them; the closed list names those that were read back equal.',
    items.join('\n'),
  ];
};

/** What went as it should is no news. */
const NO_NEWS: ReadonlySet<FindingCode> = new Set<FindingCode>(['IMAGE_PINNED', 'IMAGE_NOT_MENTIONED']);

const otherTexts = ({ externalImages, findings: all }: PackageOutcome): readonly string[] => {
  const findings = all.filter((finding) => !NO_NEWS.has(finding.code));
  if (externalImages.length === 0 && findings.length === 0) return [];
  return [
    '## Images of others',
    ...(externalImages.length === 0
      ? []
      : [
          'Manifests and charts mention these, which are not of this release:',
          externalImages.map((reference) => `- ${code(reference)}`).join('\n'),
        ]),
    ...(findings.length === 0
      ? []
      : ['Noticed where images are mentioned:', findings.map(findingItem).join('\n')]),
  ];
};

const findingItem = ({ subject, message }: Finding): string => `- ${inline(subject)}: ${inline(message)}`;
