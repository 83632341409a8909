// Stage 08: SLSA provenance for every file, lists included, and for every image and chart; the signatures and SBOMs
// of manifests as statements. Unsigned: a pure function of what was made.
import { Failure } from '../../domain/failure.ts';
import type { Outcomes } from '../../domain/outcome/index.ts';
import type { Provenance } from '../../domain/provenance.ts';
import { byName, provenAssets } from '../../domain/release-assets.ts';
import { STATEMENT_MEDIA_TYPE, STATEMENT_TYPE } from '../../domain/statement.ts';
import { stage } from '../../engine/stage.ts';
import { canonicalJson } from '../../formats/canonical-json.ts';
import { parseJson } from '../../formats/json.ts';
import type { Store } from '../../ports/store.ts';
import { type ContentStatement, contentStatements } from './content-statements.ts';
import { predicateOf } from './predicate.ts';
import { statementsOver } from './statements.ts';

const FILES = 'files';
/** The most bytes of an SBOM that becomes a statement: as base64 in a bundle it is still what verifiers read. */
const SBOM_LIMIT = 11 * 1024 * 1024;

export const provenance = stage({
  name: 'provenance',
  promise: 'Statements say of every file, image and chart: this workflow made these bytes from this commit.',
  revision: 3,
  reads: ['gate', 'build', 'assemble', 'package', 'sbom', 'notes', 'checksum'],
  needs: ['run', 'store'],
  repeats: 'once',
  parts: (input) => [FILES, ...contentStatements(input).map(({ id }) => id)],
  run: async (part, input, { run, store }, settings) => {
    const { facts } = input.gate;
    const made = await run.run(facts.tag, facts.commit);
    const predicate = (image?: string): Provenance => predicateOf(made, input, facts, settings, image);
    if (part === FILES) return filesStatements(input, predicate(), store);
    const planned = contentStatements(input).find(({ id }) => id === part);
    if (planned === undefined) throw new TypeError(`no statement ${part}`);
    const { subject, predicate: said, ...about } = planned;
    const statement = {
      _type: STATEMENT_TYPE,
      subject,
      predicateType: planned.predicateType,
      predicate: await predicateFor(said, predicate, store),
    };
    const content = await store.write(canonicalJson(statement), STATEMENT_MEDIA_TYPE);
    return { statements: [{ ...about, content, subjects: [] }] };
  },
  join: (done) => ({ statements: [...done.values()].flatMap(({ statements }) => statements) }),
  says: ({ statements }) => {
    const files = statements.reduce((sum, { subjects }) => sum + subjects.length, 0);
    const others = statements.filter(({ subjects }) => subjects.length === 0).length;
    return `${files} files as subjects${others === 0 ? '' : `, ${others} statements about images and charts`}`;
  },
});

const filesStatements = async (
  input: Pick<Outcomes, 'gate' | 'package' | 'sbom' | 'notes' | 'checksum'>,
  predicate: Provenance,
  store: Store,
): Promise<Outcomes['provenance']> => {
  const planned = statementsOver([...provenAssets(input)].sort(byName), predicate, input.gate.facts);
  const statements = planned.map(async ({ statement, ...about }) => ({
    ...about,
    content: await store.write(canonicalJson(statement), STATEMENT_MEDIA_TYPE),
  }));
  return { statements: await Promise.all(statements) };
};

const predicateFor = async (
  said: ContentStatement['predicate'],
  provenanceOf: (image?: string) => Provenance,
  store: Store,
): Promise<unknown> => {
  if (said.kind === 'provenance') return provenanceOf(said.image);
  if (said.kind === 'signature') return {};
  if (said.document.size > SBOM_LIMIT) throw tooLarge(said.name, said.document.size);
  return parseJson(await store.bytes(said.document, SBOM_LIMIT), { bytes: SBOM_LIMIT });
};

const tooLarge = (name: string, size: number): Failure =>
  new Failure(
    'BLOB_TOO_LARGE',
    `${name} has ${size} bytes, and one that is attested may have ${SBOM_LIMIT}`,
    {
      remedy: 'make the image upon a smaller base, or put fewer files into it',
      at: 'build.images',
    },
  );
