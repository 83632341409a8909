// `<asset>.sha256`: one line, for tools that download one file and its checksum.
import type { Asset } from '../../domain/asset.ts';
import type { ChecksumSettings } from '../../domain/settings.ts';
import { formatChecksums } from '../../formats/checksums.ts';
import { glob } from '../../formats/glob.ts';
import type { Store } from '../../ports/store.ts';

/** A `.sha256` for each asset whose name matches one of `settings.beside`. */
export const writeBeside = async (
  assets: readonly Asset[],
  { beside }: ChecksumSettings,
  store: Store,
): Promise<readonly Asset[]> => {
  const globs = beside.map(glob);
  const wanted = assets.filter(({ name }) => globs.some((matches) => matches(name)));
  return Promise.all(
    wanted.map(async ({ name, content }): Promise<Asset> => ({
      name: `${name}.sha256`,
      role: 'checksums',
      content: await store.write(formatChecksums([{ name, digest: content.digest }]), 'text/plain'),
    })),
  );
};
