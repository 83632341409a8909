// What `npm pack` packed, written again by our own tar and gzip: its modes follow the umask, its gzip its Node.
import type { Descriptor } from '../../domain/descriptor.ts';
import type { ArchiveEntry } from '../../formats/archive-entry.ts';
import { readTarGz } from '../../formats/tar/read.ts';
import { tarArchive } from '../../formats/tar/write.ts';
import type { Job } from './job.ts';

/** The same files, sorted, with the commit's time; fails as `readTarGz` does for what is no plain package. */
export const repack = async (
  tarball: Descriptor,
  { doors, facts }: Pick<Job, 'doors' | 'facts'>,
): Promise<Descriptor> => {
  const { store, compressor } = doors;
  const entries: ArchiveEntry[] = [];
  for await (const { path, mode, size, bytes } of readTarGz(store.read(tarball))) {
    const content = await store.write(bytes, 'application/octet-stream');
    entries.push({ path, mode, size, bytes: () => store.read(content) });
  }
  return store.write(compressor.gzip(tarArchive(entries, { epoch: facts.commitEpoch })), 'application/gzip');
};
