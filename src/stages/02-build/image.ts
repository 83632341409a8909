// The built-in `layers` builder: one platform of an image, a base and upon it a layer for each builder that gives it
// files (image-spec, manifest.md).
// A function of the commit, the configuration and the files: no clock, no machine, no cache has a part in it.
import { Failure } from '../../domain/failure.ts';
import { OCI_CONFIG, OCI_MANIFEST } from '../../domain/oci.ts';
import type { BuildOutcome, BuiltImage, BuiltLayer } from '../../domain/outcome/build.ts';
import { formatPlatform } from '../../domain/platform.ts';
import type { LayersRule } from '../../domain/image-rule.ts';
import type { ReleaseFacts } from '../../domain/release.ts';
import type { BuildSettings } from '../../domain/settings.ts';
import type { Doors } from '../../engine/stage.ts';
import { formatImageConfig } from '../../formats/oci/config.ts';
import { formatOciDocument } from '../../formats/oci/document.ts';
import { renderTemplate } from '../../formats/template.ts';
import { takeBase, type TakenBase } from './base.ts';
import { basePlace } from './base-place.ts';
import { type BaseTree, pathFault, readBase } from './base-tree.ts';
import { imageConfig } from './image-config.ts';
import { laidFiles, together } from './image-files.ts';
import type { ImagePiece } from './image-givers.ts';
import { buildValues } from './job.ts';
import { writeLayer } from './layer.ts';
import { type LayerPiece, layerPartName, layersOf } from './layer-parts.ts';

export interface ImageJob extends ImagePiece<LayersRule> {
  readonly facts: ReleaseFacts;
  readonly settings: BuildSettings;
  /** What the parts that it takes files from have left. */
  readonly earlier: ReadonlyMap<string, BuildOutcome>;
  readonly doors: Doors<'compressor' | 'registry' | 'source' | 'store'>;
  readonly doing: (text: string) => void;
}

/**
 * The image, all that it points at in the store. Fails with `BUILD_INPUT_INVALID`, `IMAGE_ARCHITECTURE_MISMATCH`,
 * `IMAGE_PATH_INVALID`, and the `BASE_…` codes of `takeBase`.
 */
export const makeImage = async (job: ImageJob): Promise<BuiltImage> => {
  const { rule, platform, facts, doors } = job;
  const pieces = layersOf(job, job.settings).map((piece) => ({
    piece,
    laid: laidFiles(piece, job.earlier.get(piece.giver)?.files ?? []),
  }));
  const holds = together(
    pieces.flatMap(({ laid }) => laid),
    rule,
  );
  const base = await baseOf(job);
  const tree: BaseTree = base === undefined ? new Map() : await readBase(base, platform, doors.store);
  for (const { path } of holds) {
    const fault = pathFault(path, tree);
    if (fault !== undefined) throw noPlace(job, path, fault);
  }
  const upon: (BuiltLayer & Pick<LayerPiece, 'from'>)[] = [];
  for (const { piece, laid } of pieces) {
    const [apart] = job.earlier.get(layerPartName(piece))?.layers ?? [];
    upon.push({ ...(apart ?? (await writeLayer(piece, laid, job, tree))), from: piece.from });
  }
  const target = `${platform.os}_${platform.architecture}${platform.variant ?? ''}`;
  const values = buildValues(facts, { platform, target });
  const config = await doors.store.write(
    formatImageConfig(
      imageConfig({
        rule,
        platform,
        facts,
        base: base?.config,
        upon,
        render: (template) => renderTemplate(template, values),
      }),
    ),
    OCI_CONFIG,
  );
  const layers = [...(base?.layers ?? []), ...upon.map(({ content }) => content)];
  const manifest = await doors.store.write(
    formatOciDocument({ kind: 'manifest', mediaType: OCI_MANIFEST, config, layers }),
    OCI_MANIFEST,
  );
  return {
    image: rule.id,
    manifest: { ...manifest, platform },
    config,
    layers,
    baseLayers: base?.layers.length ?? 0,
    ...(base === undefined ? {} : { base: base.used }),
    holds: holds.map(({ path, file }) => ({ path, file })),
  };
};

const baseOf = async ({
  rule,
  platform,
  facts,
  earlier,
  settings,
  doors,
  doing,
}: ImageJob): Promise<TakenBase | undefined> => {
  const { base } = rule;
  if (base.kind === 'scratch') return undefined;
  const place = basePlace(base, { rule, platform }, facts.commit, earlier, settings, doors);
  return takeBase(place, platform, doors.store, doing);
};

const noPlace = ({ rule, platform }: ImageJob, path: string, why: string): Failure =>
  new Failure(
    'IMAGE_PATH_INVALID',
    `the image ${rule.id} for ${formatPlatform(platform)} cannot hold /${path}: ${why}`,
    {
      remedy: 'write the place itself into `to`, where no link leads elsewhere',
      at: `build.images.${rule.id}.layers.files`,
    },
  );
