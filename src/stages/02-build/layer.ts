// One layer of an image: the files that one part of a builder gives it, as a function of them and of the commit.
import type { BuiltLayer } from '../../domain/outcome/build.ts';
import { OCI_LAYER } from '../../domain/oci.ts';
import type { ReleaseFacts } from '../../domain/release.ts';
import type { Doors } from '../../engine/stage.ts';
import { ELF_HEAD, elfMachine } from '../../formats/elf-machine.ts';
import { layerArchive } from '../../formats/oci/layer.ts';
import { hashedStream } from '../../formats/sha256-stream.ts';
import { type BaseTree, mislabelled } from './base-tree.ts';
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
  const { facts, doors, doing } = job;
  doing(`writing ${laid.length} files`);
  const entries = laid.map((one) => ({
    ...one,
    size: one.file.content.size,
    // Hashed, judged and pressed as it passes, and kept by nobody.
    bytes: () => judged((doors.store.pass ?? doors.store.read)(one.file.content), judgeOf(piece, one)),
  }));
  const tar = hashedStream(
    layerArchive(entries, { epoch: facts.commitEpoch, directory: (path) => base.get(path) }),
  );
  const content = await doors.store.write(doors.compressor.gzip(tar.bytes), OCI_LAYER);
  return { content, diffId: tar.digest() };
};

/** The same bytes; `judge` sees what they begin with. */
async function* judged(
  bytes: AsyncIterable<Uint8Array>,
  judge: (head: Uint8Array) => void,
): AsyncIterable<Uint8Array> {
  const head = new Uint8Array(ELF_HEAD);
  let have = 0;
  for await (const chunk of bytes) {
    if (have < ELF_HEAD) {
      const part = chunk.subarray(0, ELF_HEAD - have);
      head.set(part, have);
      have += part.length;
      if (have === ELF_HEAD) judge(head);
    }
    yield chunk;
  }
}

/** An image is what it says: every program in it is for its platform. */
const judgeOf = ({ rule, platform }: LayerPiece, { path, file }: LaidFile): ((head: Uint8Array) => void) => {
  const platforms = (platform === undefined ? rule.platforms : [platform]).filter(({ os }) => os === 'linux');
  return (head) => {
    const elf = elfMachine(head);
    const other =
      elf?.runs === true && platforms.find(({ architecture }) => architecture !== elf.architecture);
    if (elf === undefined || !other) return;
    const what = `/${path} (${file.path} of ${file.builder}) in the image ${rule.id}`;
    throw mislabelled(what, elf.architecture, other);
  };
};
