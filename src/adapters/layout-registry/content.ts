// Blobs of a layout, written: linked from a store where that is possible, else streamed, and in any case read back.
import { randomUUID } from 'node:crypto';
import { link, mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import type { Descriptor } from '../../domain/descriptor.ts';
import { Failure } from '../../domain/failure.ts';
import type { Written } from '../../ports/registry-writer.ts';
import { createStore, type LayoutStore } from '../oci-layout/index.ts';
import { changeListing } from './listing.ts';

export interface Content {
  /** Whether the bytes are there, hash to their digest and are as many as the descriptor says. */
  readonly has: (content: Descriptor) => Promise<boolean>;
  /** Like `RegistryWriter.blob`, for this layout. */
  readonly put: (content: Descriptor, bytes: () => AsyncIterable<Uint8Array>) => Promise<Written>;
}

/** The blobs of the layout in `dir`; `source` is where the same blob may lie on the same disk. */
export const createContent = (
  dir: string,
  place: string,
  source: Pick<LayoutStore, 'locate'> | undefined,
): Content => {
  const layout = createStore(dir);
  let ready: Promise<void> | undefined;
  const prepare = (): Promise<void> =>
    (ready ??= changeListing(dir, (listed) => listed).catch((error: unknown) => {
      ready = undefined;
      throw error;
    }));
  const has = async ({ digest, size }: Descriptor): Promise<boolean> =>
    (await layout.has(digest)) && (await stat(layout.locate(digest))).size === size;
  const linked = async (content: Descriptor): Promise<boolean> => {
    if (source === undefined) return false;
    const to = layout.locate(content.digest);
    const beside = join(dir, 'incoming', randomUUID());
    await mkdir(dirname(to), { recursive: true });
    await mkdir(dirname(beside), { recursive: true });
    try {
      await link(source.locate(content.digest), beside);
      await rename(beside, to);
    } catch {
      return false;
    } finally {
      // Renaming a file to a name that it has already leaves both.
      await rm(beside, { force: true });
    }
    return has(content);
  };
  return {
    has,
    put: async (content, bytes) => {
      await prepare();
      if (await has(content)) return 'accepted';
      if (await linked(content)) return 'uploaded';
      const written = await layout.write(bytes(), content.mediaType);
      // Read back by one that has seen nothing yet.
      const there = await createStore(dir).has(content.digest);
      if (written.digest === content.digest && written.size === content.size && there) return 'uploaded';
      throw damaged(content, place);
    },
  };
};

export const damaged = ({ digest }: Descriptor, place: string): Failure =>
  new Failure('CONTENT_DAMAGED', `what was to be ${digest} in ${place} is not`, {
    remedy: 'run the same command again; if it comes back, check the disk',
  });
