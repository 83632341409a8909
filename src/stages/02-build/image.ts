// The built-in `layers` builder: one platform of an image, a base and one layer of files upon it (image-spec, manifest.md).
// A function of the commit, the configuration and the files: no clock, no machine, no cache has a part in it.
import type { Descriptor } from '../../domain/descriptor.ts';
import type { Digest } from '../../domain/digest.ts';
import { Failure } from '../../domain/failure.ts';
import { OCI_CONFIG, OCI_LAYER, OCI_MANIFEST } from '../../domain/oci.ts';
import type { BuildOutcome, BuiltImage } from '../../domain/outcome/build.ts';
import { formatPlatform } from '../../domain/platform.ts';
import type { LayersRule } from '../../domain/image-rule.ts';
import type { ReleaseFacts } from '../../domain/release.ts';
import type { BuildSettings } from '../../domain/settings.ts';
import type { Doors } from '../../engine/stage.ts';
import { elfMachine } from '../../formats/elf-machine.ts';
import { formatImageConfig } from '../../formats/oci/config.ts';
import { formatOciDocument } from '../../formats/oci/document.ts';
import { layerArchive } from '../../formats/oci/layer.ts';
import { hashedStream } from '../../formats/sha256-stream.ts';
import { renderTemplate } from '../../formats/template.ts';
import { takeBase, type TakenBase } from './base.ts';
import { basePlace } from './base-place.ts';
import { type BaseTree, headOf, mislabelled, pathFault, readBase } from './base-tree.ts';
import { imageConfig } from './image-config.ts';
import { type LaidFile, laidFiles } from './image-files.ts';
import type { ImagePiece } from './image-parts.ts';
import { buildValues } from './job.ts';

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
  const { rule, platform, facts, doors, doing } = job;
  const laid = laidFiles(job, job.earlier, job.settings);
  await judge(laid, job);
  const base = await baseOf(job);
  const tree: BaseTree = base === undefined ? new Map() : await readBase(base, platform, doors.store);
  for (const { path } of laid) {
    const fault = pathFault(path, tree);
    if (fault !== undefined) throw noPlace(job, path, fault);
  }
  doing(`writing ${laid.length} files`);
  const layer = laid.length === 0 ? undefined : await writeLayer(laid, tree, job);
  const target = `${platform.os}_${platform.architecture}${platform.variant ?? ''}`;
  const values = buildValues(facts, { platform, target });
  const config = await doors.store.write(
    formatImageConfig(
      imageConfig({
        rule,
        platform,
        facts,
        base: base?.config,
        diffId: layer?.diffId,
        render: (template) => renderTemplate(template, values),
      }),
    ),
    OCI_CONFIG,
  );
  const layers = [...(base?.layers ?? []), ...(layer === undefined ? [] : [layer.content])];
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
    holds: laid.map(({ path, file }) => ({ path, file })),
  };
};

/** An image is what it says: every program in it is for its platform. */
const judge = async (
  laid: readonly LaidFile[],
  { rule, platform, doors, doing }: ImageJob,
): Promise<void> => {
  if (platform.os !== 'linux') return;
  doing(`looking whether programs are for ${formatPlatform(platform)}`);
  for (const { path, file } of laid) {
    const elf = elfMachine(await headOf(doors.store.read(file.content)));
    if (elf?.runs === true && elf.architecture !== platform.architecture)
      throw mislabelled(
        `/${path} (${file.path} of ${file.builder}) in the image ${rule.id}`,
        elf.architecture,
        platform,
      );
  }
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

const writeLayer = async (
  laid: readonly LaidFile[],
  tree: BaseTree,
  { facts, doors: { compressor, store } }: ImageJob,
): Promise<{ readonly content: Descriptor; readonly diffId: Digest }> => {
  const entries = laid.map(({ path, mode, uid, gid, file: { content } }) => ({
    path,
    mode,
    uid,
    gid,
    size: content.size,
    // Hashed and pressed as it passes, and kept by nobody.
    bytes: () => (store.pass ?? store.read)(content),
  }));
  const tar = hashedStream(
    layerArchive(entries, { epoch: facts.commitEpoch, directory: (path) => tree.get(path) }),
  );
  const content = await store.write(compressor.gzip(tar.bytes), OCI_LAYER);
  return { content, diffId: tar.digest() };
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
