// The checksum lists: coreutils' text form, sorted by name in byte order.
import type { Asset } from '../../domain/asset.ts';
import { Failure } from '../../domain/failure.ts';
import type { ReleaseFacts } from '../../domain/release.ts';
import type { ChecksumSettings } from '../../domain/settings.ts';
import { formatChecksums } from '../../formats/checksums.ts';
import { glob } from '../../formats/glob.ts';
import type { Store } from '../../ports/store.ts';
import { assetName } from '../asset-name.ts';

/** One asset for each configured list; fails with `LIST_EMPTY` when a list's patterns match nothing. */
export const writeLists = async (
  assets: readonly Asset[],
  facts: ReleaseFacts,
  { lists }: ChecksumSettings,
  store: Store,
): Promise<readonly Asset[]> =>
  Promise.all(
    lists.map(async ({ asset, of }): Promise<Asset> => {
      const globs = of.map(glob);
      const listed = assets.filter(({ name }) => globs.some((matches) => matches(name)));
      if (listed.length === 0) throw nothingListed(asset, of);
      const lines = formatChecksums(listed.map(({ name, content }) => ({ name, digest: content.digest })));
      return {
        name: assetName(asset, facts),
        role: 'checksums',
        content: await store.write(lines, 'text/plain'),
      };
    }),
  );

const nothingListed = (asset: string, of: readonly string[]): Failure =>
  new Failure('LIST_EMPTY', `no asset matches ${of.join(', ')}, so the list ${asset} would be empty`, {
    remedy: 'correct checksum.lists[].of, or take the list out',
    at: 'checksum.lists',
  });
