// One statement over all files; above 1,024 subjects as many as it takes, each a bundle of its own.
import type { Asset } from '../../domain/asset.ts';
import { hexOf } from '../../domain/digest.ts';
import type { UnsignedStatement } from '../../domain/outcome/provenance.ts';
import { PROVENANCE_TYPE, type Provenance } from '../../domain/provenance.ts';
import { type ReleaseFacts, releaseFileName } from '../../domain/release.ts';
import { MAX_SUBJECTS, STATEMENT_TYPE, type Statement } from '../../domain/statement.ts';

type Planned = Omit<UnsignedStatement, 'content'> & { readonly statement: Statement<Provenance> };

/** Statements with these assets, sorted by name, as subjects. */
export const statementsOver = (
  assets: readonly Asset[],
  predicate: Provenance,
  facts: ReleaseFacts,
): readonly Planned[] =>
  inChunks(assets, MAX_SUBJECTS).map((chunk, index) => ({
    id: index === 0 ? 'files' : `files-${index + 1}`,
    predicateType: PROVENANCE_TYPE,
    attach: [],
    asset: releaseFileName(facts, index === 0 ? '.intoto.jsonl' : `.${index + 1}.intoto.jsonl`),
    subjects: chunk.map(({ name }) => name),
    statement: {
      _type: STATEMENT_TYPE,
      subject: chunk.map(({ name, content }) => ({ name, digest: { sha256: hexOf(content.digest) } })),
      predicateType: PROVENANCE_TYPE,
      predicate,
    },
  }));

const inChunks = <T>(all: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
    all.slice(index * size, (index + 1) * size),
  );
