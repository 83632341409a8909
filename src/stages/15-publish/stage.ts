// Stage 15: names last. What can have been withdrawn is asked again, the whole closure is read and hashed, every name
// is asked for, and only then are names given: version tags, the chart's, mirrors', the draft becomes public, and what
// moves from release to release moves, to the highest stable version alone.
import { byName } from '../../domain/release-assets.ts';
import { stage } from '../../engine/stage.ts';
import { demandNames, formatName, movingNamesOf, versionNamesOf } from '../release-names.ts';
import { demandClosure } from './closure.ts';
import { demandContents } from './contents.ts';
import { giveNames } from './give-names.ts';
import { demandReviews } from './reviews.ts';
import { demandTag } from './tag.ts';

export const publish = stage({
  name: 'publish',
  promise: 'The release is public under its name, whole, as it was sealed.',
  revision: 2,
  reads: ['gate', 'push', 'mirror', 'draft', 'seal'],
  needs: ['forge', 'publication', 'registry', 'source', 'staged', 'store', 'versionNames'],
  repeats: 'again',
  parts: () => ['names'],
  run: async (_part, input, doors, _settings, bench) => {
    const { gate, draft, seal } = input;
    const { forge, publication, registry, source, staged, store, versionNames } = doors;
    const { facts } = gate;
    await demandTag(facts, source);
    await demandReviews(await store.bytes(gate.evidence.content), forge);
    const sealed = [...draft.assets, seal.document, seal.bundle].sort(byName);
    await demandClosure(sealed, await staged.draft(draft.id));
    const whole = await demandContents(input, registry, bench.doing);
    const wanted = versionNamesOf(whole);
    await demandNames(wanted, registry);
    bench.doing('giving names');
    const versions = await giveNames(wanted, ({ repository, tag, content }) =>
      versionNames.give(repository, tag, content),
    );
    await publication.publish(draft.id, facts.tag);
    const moving = await giveNames(
      facts.latest ? movingNamesOf(whole) : [],
      ({ repository, tag, content }) => versionNames.move(repository, tag, content),
      versions.findings,
    );
    if (facts.latest) await publication.setLatest(facts.tag);
    const names = [...versions.given.map(formatName), facts.tag, ...moving.given.map(formatName)];
    const findings = [whole.mirror, versions, moving].flatMap((one) => one.findings);
    return {
      names: [...names, ...(facts.latest ? ['latest'] : [])],
      latest: facts.latest,
      ...(findings.length === 0 ? {} : { findings }),
    };
  },
  join: (done) => {
    const [only] = done.values();
    if (only === undefined) throw new TypeError('publishing has one part');
    return only;
  },
  says: ({ names }) => {
    // Only names in registries hold a colon.
    const tags = names.filter((name) => name.includes(':')).length;
    const rest = names.filter((name) => !name.includes(':'));
    const first = tags === 0 ? [] : [`${tags} ${tags === 1 ? 'tag' : 'tags'} in registries`];
    return [...first, ...rest].join(', then ');
  },
});
