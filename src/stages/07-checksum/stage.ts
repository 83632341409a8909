// Stage 07: SHA-256 of every asset so far, in the files that people expect.
// `.sha256` files stand beside the assets that ask for them; lists cover those too, and no list lists a list.
import { byName, describedAssets } from '../../domain/release-assets.ts';
import { stage } from '../../engine/stage.ts';
import { writeBeside } from './beside.ts';
import { writeLists } from './lists.ts';

export const checksum = stage({
  name: 'checksum',
  promise: 'Every asset stands with its SHA-256 in a list that sha256sum reads.',
  revision: 1,
  reads: ['gate', 'package', 'sbom', 'notes'],
  needs: ['store'],
  repeats: 'once',
  parts: () => ['lists'],
  // The first stage that reads the evidence: what readers of the gate hash is its facts alone.
  hashes: async (_part, { gate }) => [gate.evidence.content.digest],
  run: async (_part, input, { store }, settings) => {
    const assets = [...describedAssets(input)].sort(byName);
    const beside = await writeBeside(assets, settings, store);
    const lists = await writeLists([...assets, ...beside], input.gate.facts, settings, store);
    return { assets: [...beside, ...lists] };
  },
  join: (done) => ({ assets: [...done.values()].flatMap(({ assets }) => assets) }),
  says: ({ assets }) => (assets.length === 1 ? '1 list' : `${assets.length} checksum files`),
});
