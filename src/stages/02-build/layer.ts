// One layer of an image: the files that one part of a builder gives it, as a function of them and of the commit.
import type { BuiltLayer } from '../../domain/outcome/build.ts';
import { OCI_LAYER } from '../../domain/oci.ts';
import { formatPlatform } from '../../domain/platform.ts';
import type { ReleaseFacts } from '../../domain/release.ts';
import type { Doors } from '../../engine/stage.ts';
import { elfMachine } from '../../formats/elf-machine.ts';
import { layerArchive } from '../../formats/oci/layer.ts';
import { hashedStream } from '../../formats/sha256-stream.ts';
import { type BaseTree, headOf, mislabelled } from './base-tree.ts';
import type { LaidFile } from './image-files.ts';
import type { LayerPiece } from './layer-parts.ts';

export interface LayerJob {
  readonly facts: ReleaseFacts;
  readonly doors: Doors<'compressor' | 'store'>;
  readonly doing: (text: string) => void;
}

/** What `scratch` leaves. */
const NOTHING: BaseTree = new Map();

/**
 * The layer upon what the base leaves, in the store. Fails with `IMAGE_ARCHITECTURE_MISMATCH`, and as `layerArchive`
 * does.
 */
export const writeLayer = async (
  piece: LayerPiece,
  laid: readonly LaidFile[],
  job: LayerJob,
  base: BaseTree = NOTHING,
): Promise<BuiltLayer> => {
  await judge(piece, laid, job);
  const { facts, doors, doing } = job;
  doing(`writing ${laid.length} files`);
  const entries = laid.map(({ path, mode, uid, gid, file: { content } }) => ({
    path,
    mode,
    uid,
    gid,
    size: content.size,
    // Hashed and pressed as it passes, and kept by nobody.
    bytes: () => (doors.store.pass ?? doors.store.read)(content),
  }));
  const tar = hashedStream(
    layerArchive(entries, { epoch: facts.commitEpoch, directory: (path) => base.get(path) }),
  );
  const content = await doors.store.write(doors.compressor.gzip(tar.bytes), OCI_LAYER);
  return { content, diffId: tar.digest() };
};

/** An image is what it says: every program in it is for its platform. */
const judge = async (
  { rule, platform }: LayerPiece,
  laid: readonly LaidFile[],
  { doors, doing }: LayerJob,
): Promise<void> => {
  const platforms = (platform === undefined ? rule.platforms : [platform]).filter(({ os }) => os === 'linux');
  if (platforms.length === 0) return;
  doing(`looking whether programs are for ${platforms.map(formatPlatform).join(', ')}`);
  for (const { path, file } of laid) {
    const elf = elfMachine(await headOf(doors.store.read(file.content)));
    const other =
      elf?.runs === true && platforms.find(({ architecture }) => architecture !== elf.architecture);
    if (elf !== undefined && other)
      throw mislabelled(
        `/${path} (${file.path} of ${file.builder}) in the image ${rule.id}`,
        elf.architecture,
        other,
      );
  }
};
