// What is signed about an image or a chart (trust.md 1): its provenance over index and platforms together, a signature
// for each manifest, and the SBOM of each. Never anything that is no affirmation: cosign takes any statement for one.
import { chartProvenanceName, contentProvenanceName } from '../../domain/content-names.ts';
import type { Descriptor } from '../../domain/descriptor.ts';
import { hexOf } from '../../domain/digest.ts';
import type { Attachment } from '../../domain/image.ts';
import type { AssembledImage } from '../../domain/outcome/assemble.ts';
import type { Outcomes } from '../../domain/outcome/index.ts';
import type { PackagedChart } from '../../domain/outcome/package.ts';
import type { UnsignedStatement } from '../../domain/outcome/provenance.ts';
import type { Sbom } from '../../domain/outcome/sbom.ts';
import { formatPlatform } from '../../domain/platform.ts';
import { PROVENANCE_TYPE } from '../../domain/provenance.ts';
import { IMAGE_SIGNATURE_TYPE, SPDX_TYPE, type Subject } from '../../domain/statement.ts';

export interface ContentStatement extends Omit<UnsignedStatement, 'content' | 'subjects'> {
  readonly subject: readonly Subject[];
  readonly predicate:
    | { readonly kind: 'provenance'; readonly image?: string }
    | { readonly kind: 'signature' }
    | { readonly kind: 'sbom'; readonly name: string; readonly document: Descriptor };
}

/** Every statement about manifests, in the order in which the release lists them: provenance, signatures, SBOMs. */
export const contentStatements = ({
  assemble: { indexes },
  package: { charts },
  sbom: { sboms },
}: Pick<Outcomes, 'assemble' | 'package' | 'sbom'>): readonly ContentStatement[] => {
  const pushed = charts.flatMap((chart) => attachedChart(chart));
  return [
    ...indexes.map(imageProvenance),
    ...pushed.map(({ at }) => chartProvenance(at, indexes)),
    ...indexes.flatMap((image) => attachedImage(image).map((at) => signature(at, image.tags[0]))),
    ...pushed.map(({ at, tag }) => signature(at, tag)),
    ...sboms.flatMap(sbomStatement),
  ];
};

const imageProvenance = (image: AssembledImage): ContentStatement => {
  const attach = attachedImage(image);
  return {
    id: `image ${image.image}`,
    predicateType: PROVENANCE_TYPE,
    asset: contentProvenanceName(image.repository),
    attach,
    subject: attach.map(named),
    predicate: { kind: 'provenance', image: image.image },
  };
};

const chartProvenance = (at: Attachment, indexes: readonly AssembledImage[]): ContentStatement => ({
  id: `chart ${at.id}`,
  predicateType: PROVENANCE_TYPE,
  asset: chartProvenanceName(at.id, indexes),
  attach: [at],
  subject: [named(at)],
  predicate: { kind: 'provenance' },
});

// cosign's own form: the subject has no name, its role stands in annotations, and `cosign verify -a` compares them.
const signature = (at: Attachment, tag: string | undefined): ContentStatement => ({
  id: `signature ${at.id} ${roleOf(at)}`,
  predicateType: IMAGE_SIGNATURE_TYPE,
  attach: [at],
  subject: [
    {
      digest: { sha256: hexOf(at.subject.digest) },
      annotations: {
        image: at.repository,
        ...(tag === undefined ? {} : { tag }),
        ...(at.subject.platform === undefined ? {} : { platform: formatPlatform(at.subject.platform) }),
      },
    },
  ],
  predicate: { kind: 'signature' },
});

const sbomStatement = ({ name, subject: at, content }: Sbom): readonly ContentStatement[] =>
  at === undefined
    ? []
    : [
        {
          id: `sbom ${at.id} ${roleOf(at)}`,
          predicateType: SPDX_TYPE,
          attach: [at],
          subject: [named(at)],
          predicate: { kind: 'sbom', name, document: content },
        },
      ];

/** The index first, then every platform in the order of the index. */
const attachedImage = ({ image: id, repository, index, platforms }: AssembledImage): readonly Attachment[] =>
  [index, ...platforms].map((subject) => ({ kind: 'image', id, repository, subject }));

const attachedChart = ({
  name: id,
  repository,
  pushed,
  tag,
}: PackagedChart): readonly { readonly at: Attachment; readonly tag: string }[] =>
  repository === undefined || pushed === undefined
    ? []
    : [{ at: { kind: 'chart', id, repository, subject: pushed.manifest }, tag }];

const named = ({ repository, subject }: Attachment): Subject => ({
  name: repository,
  digest: { sha256: hexOf(subject.digest) },
});

const roleOf = ({ kind, subject: { platform } }: Attachment): string => {
  if (kind === 'chart') return 'chart';
  return platform === undefined ? 'index' : formatPlatform(platform);
};
