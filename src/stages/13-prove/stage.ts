// Stage 13: the consumer's verifier reads everything back from the draft and judges it against the list
// that is about to be sealed. Readers only: what they read with is never seen here.
import { COLOPHON_MEDIA_TYPE } from '../../domain/colophon.ts';
import { listedAssets } from '../../domain/release-assets.ts';
import { stage } from '../../engine/stage.ts';
import { colophonOf } from './colophon.ts';
import { demandProof } from './demand.ts';
import { demandNamesFree } from './names-free.ts';
import { stagedClaim } from './staged-claim.ts';

export const prove = stage({
  name: 'prove',
  promise: 'The verifier that consumers use says yes to exactly the list that will be sealed.',
  revision: 1,
  reads: ['gate', 'package', 'sbom', 'notes', 'checksum', 'sign', 'push', 'mirror', 'draft'],
  needs: ['prover', 'registry', 'run', 'staged', 'store'],
  repeats: 'again',
  parts: () => ['release'],
  run: async (_part, input, { prover, registry, run, staged, store }) => {
    const { facts } = input.gate;
    const identity = await run.identity(facts.tag);
    const sealed = input.draft.sealed === undefined ? undefined : await store.bytes(input.draft.sealed);
    const made = await run.run(facts.tag, facts.commit);
    const list = sealed ?? colophonOf(input, listedAssets(input), made, identity);
    const document = await store.write(list, COLOPHON_MEDIA_TYPE);
    const assets = await staged.draft(input.draft.id);
    const verdict = await prover.staged(
      await stagedClaim({ facts, identity, assets, registry, document: list }),
    );
    demandProof(verdict);
    await demandNamesFree(input, registry);
    return { document, identity, files: input.draft.assets.length };
  },
  join: (done) => {
    const [only] = done.values();
    if (only === undefined) throw new TypeError('a proof has one part');
    return only;
  },
  says: ({ files }) => `${files} files proved, none refuted`,
});
