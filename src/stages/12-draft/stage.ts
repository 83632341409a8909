// Stage 12: every asset and the notes go into a draft on the forge, and each digest is read back.
// Observe, compare, act: what is missing is uploaded, what is equal accepted, what differs stops the release.
import { byName, listedAssets } from '../../domain/release-assets.ts';
import { stage } from '../../engine/stage.ts';
import { assetName } from '../asset-name.ts';

export const draft = stage({
  name: 'draft',
  promise: 'A draft that nobody but its makers can see holds every file, read back by digest.',
  revision: 1,
  reads: ['gate', 'package', 'sbom', 'notes', 'checksum', 'sign'],
  needs: ['drafts', 'store'],
  repeats: 'again',
  parts: () => ['release'],
  run: async (_part, input, { drafts, store }, settings, bench) => {
    const { facts } = input.gate;
    const assets = [...listedAssets(input)].sort(byName);
    const title = assetName(settings.title, facts);
    const body = await store.bytes(input.notes.notes.content);
    const id = await drafts.open(facts.tag, facts.commit, { title, body, prerelease: facts.prerelease });
    for (const [index, asset] of assets.entries()) {
      bench.doing(`${index + 1} of ${assets.length}: ${asset.name}`);
      await drafts.put(id, asset, () => store.read(asset.content));
    }
    return { id, title, assets };
  },
  join: (done) => {
    const [only] = done.values();
    if (only === undefined) throw new TypeError('a draft has one part');
    return only;
  },
  says: ({ assets }) => `${assets.length} files, each read back`,
});
