// Stage 08: SLSA provenance for every file, lists included. Unsigned: a pure function of what was made.
import { byName, provenAssets } from '../../domain/release-assets.ts';
import { STATEMENT_MEDIA_TYPE } from '../../domain/statement.ts';
import { stage } from '../../engine/stage.ts';
import { canonicalJson } from '../../formats/canonical-json.ts';
import { predicateOf } from './predicate.ts';
import { statementsOver } from './statements.ts';

export const provenance = stage({
  name: 'provenance',
  promise: 'One statement says of every file: this workflow made these bytes from this commit.',
  revision: 1,
  reads: ['gate', 'build', 'package', 'sbom', 'notes', 'checksum'],
  needs: ['run', 'store'],
  repeats: 'once',
  parts: () => ['files'],
  run: async (_part, input, { run, store }, settings) => {
    const { facts } = input.gate;
    const predicate = predicateOf(await run.run(facts.tag, facts.commit), input.build, facts, settings);
    const planned = statementsOver([...provenAssets(input)].sort(byName), predicate, facts);
    const statements = planned.map(async ({ statement, ...about }) => ({
      ...about,
      content: await store.write(canonicalJson(statement), STATEMENT_MEDIA_TYPE),
    }));
    return { statements: await Promise.all(statements) };
  },
  join: (done) => ({ statements: [...done.values()].flatMap(({ statements }) => statements) }),
  says: ({ statements }) =>
    `${statements.reduce((sum, { subjects }) => sum + subjects.length, 0)} files as subjects`,
});
