// Commands that prove images and charts with cosign, as a consumer types them. A registry is asked where there is one;
// a rehearsal's registries are directories, so its provenance files are held against the digests that the notes print.
import { chartProvenanceName, contentProvenanceName } from '../../domain/content-names.ts';
import { hexOf } from '../../domain/digest.ts';
import type { Identity } from '../../domain/identity.ts';
import type { AssembledImage } from '../../domain/outcome/assemble.ts';
import type { PackagedChart } from '../../domain/outcome/package.ts';
import { type ReleaseFacts, tagInName } from '../../domain/release.ts';
import { always, quoted } from './shell.ts';
import type { CommandBlock } from './verify-commands.ts';

/** What registries hold of a release: images, and the charts that are pushed. */
export interface RegistryContent {
  readonly images: readonly AssembledImage[];
  readonly charts: readonly PackagedChart[];
}

/** One block for images and charts; none where a release has neither. */
export const contentCommands = (
  facts: ReleaseFacts,
  identity: Identity,
  { images, charts }: RegistryContent,
): readonly CommandBlock[] => {
  const pushed = charts.flatMap(({ name, repository, tag, pushed: made }) =>
    repository === undefined || made === undefined
      ? []
      : [
          {
            repository,
            tag,
            digest: made.manifest.digest,
            bundle: chartProvenanceName(name, images),
            sbom: false,
          },
        ],
  );
  const all = [
    ...images.map(({ repository, tags, index }) => ({
      repository,
      tag: tags[0],
      digest: index.digest,
      bundle: contentProvenanceName(repository),
      sbom: true,
    })),
    ...pushed,
  ];
  if (all.length === 0) return [];
  const what = [images.length > 0 ? 'images' : '', pushed.length > 0 ? 'charts' : '']
    .filter((word) => word !== '')
    .join(' and ');
  const who = `--certificate-identity ${always(identity.san)} --certificate-oidc-issuer ${always(identity.issuer)}`;
  if (facts.mode === 'rehearsal') {
    const tag = tagInName(facts.tag);
    return [
      {
        said: `With cosign 3, in the same directory, the provenance of ${what} by digest; the registries of a rehearsal are OCI layouts below \`registries\`, and the first command above proves them:`,
        lines: all.map(({ digest, bundle }) =>
          [
            'cosign verify-blob-attestation',
            `--trusted-root ${quoted(`sigstore/${tag}/trusted_root.json`)}`,
            `--bundle ${quoted(`forge/releases/${tag}/assets/${bundle}`)}`,
            '--type slsaprovenance1',
            `--digest ${hexOf(digest)} --digestAlg sha256`,
            who,
          ].join(' '),
        ),
      },
    ];
  }
  return [
    {
      said: `With cosign 3, anywhere, the ${what}: signature, provenance${images.length > 0 ? ', and for images the SBOM' : ''}. The digest of a platform has the same:`,
      lines: all.flatMap(({ repository, tag, digest, sbom }) => {
        const place = quoted(`${repository}@${digest}`);
        return [
          // The annotations bind the digest to its role, which the digest alone does not.
          `cosign verify -a ${quoted(`image=${repository}`)}${tag === undefined ? '' : ` -a ${quoted(`tag=${tag}`)}`} ${who} ${place}`,
          `cosign verify-attestation --type slsaprovenance1 ${who} ${place}`,
          ...(sbom ? [`cosign verify-attestation --type spdxjson ${who} ${place}`] : []),
        ];
      }),
    },
  ];
};
