// Stage 06: the notes: what changed, security, upgrade, images and charts by digest, files, links, and commands that
// prove the release as printed.
// The changelog's own words where it has a section, else the forge's merged changes; nothing is made up.
import { releaseFileName } from '../../domain/release.ts';
import { stage } from '../../engine/stage.ts';
import { assetName } from '../asset-name.ts';
import { changesFor } from './changes.ts';
import { contentCommands } from './content-commands.ts';
import { formatNotes } from './format-notes.ts';
import { verifyCommands } from './verify-commands.ts';

export const notes = stage({
  name: 'notes',
  promise: 'The notes say what changed, list the digests and print commands that prove the release.',
  revision: 3,
  reads: ['gate', 'build', 'assemble', 'package', 'sbom'],
  needs: ['store', 'source', 'forge', 'run'],
  repeats: 'once',
  parts: () => ['notes'],
  // Who signs stands in the commands that are printed.
  hashes: async (_part, { gate }, { run }) => {
    const { san, issuer } = await run.identity(gate.facts.tag);
    return [san, issuer];
  },
  run: async (_part, input, { store, source, forge, run }, settings, bench) => {
    const { facts } = input.gate;
    bench.doing('gathers what changed');
    const changes = await changesFor(facts, settings, { source, forge });
    const lists = settings.checksums.map((template) => assetName(template, facts));
    const assets = [...input.package.assets, ...input.sbom.sboms];
    const identity = await run.identity(facts.tag);
    const images = input.assemble.indexes;
    const body = formatNotes({
      facts,
      changes,
      sections: settings.sections,
      assets,
      lists,
      commands: [
        ...verifyCommands(facts, identity, lists, assets[0]?.name),
        ...contentCommands(facts, identity, { images, charts: input.package.charts }),
      ],
      images,
      built: input.build.findings ?? [],
      packaged: input.package,
      targets: settings.targets,
    });
    return {
      notes: {
        name: releaseFileName(facts, '_notes.md'),
        role: 'notes' as const,
        content: await store.write(new TextEncoder().encode(body), 'text/markdown'),
      },
    };
  },
  join: (done) => {
    const [outcome] = [...done.values()];
    if (outcome === undefined) throw new TypeError('the notes are one part, and it is not done');
    return outcome;
  },
  says: (outcome) => outcome.notes.name,
});
