// Stage 15: names last. What can have been withdrawn is asked again, the whole closure is read and hashed,
// and only then does the draft become public, in one act.
import { byName } from '../../domain/release-assets.ts';
import { stage } from '../../engine/stage.ts';
import { demandClosure } from './closure.ts';
import { demandReviews } from './reviews.ts';
import { demandTag } from './tag.ts';

export const publish = stage({
  name: 'publish',
  promise: 'The release is public under its name, whole, as it was sealed.',
  revision: 1,
  reads: ['gate', 'draft', 'seal'],
  needs: ['forge', 'publication', 'source', 'staged', 'store'],
  repeats: 'again',
  parts: () => ['names'],
  run: async (_part, { gate, draft, seal }, { forge, publication, source, staged, store }) => {
    const { facts } = gate;
    await demandTag(facts, source);
    await demandReviews(await store.bytes(gate.evidence.content), forge);
    const sealed = [...draft.assets, seal.document, seal.bundle].sort(byName);
    await demandClosure(sealed, await staged.draft(draft.id));
    await publication.publish(draft.id, facts.tag);
    if (facts.latest) await publication.setLatest(facts.tag);
    return { names: [facts.tag, ...(facts.latest ? ['latest'] : [])], latest: facts.latest };
  },
  join: (done) => {
    const [only] = done.values();
    if (only === undefined) throw new TypeError('publishing has one part');
    return only;
  },
  says: ({ names }) => names.join(', then '),
});
