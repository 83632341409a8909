// From a verified payload to what it says: a statement of provenance with subjects that can be compared.
import { PROVENANCE_TYPE } from '../domain/provenance.ts';
import { MAX_SUBJECTS, type Statement, STATEMENT_MEDIA_TYPE, type Subject } from '../domain/statement.ts';
import { FormatError } from '../formats/format-error.ts';
import { parseProvenance, type SharedProvenance } from '../formats/provenance.ts';
import { parseStatement } from '../formats/statement.ts';
import type { Fields } from '../formats/strict.ts';
import type { Fault, Signed } from './signature.ts';

export interface ReadStatement {
  readonly subjects: readonly Subject[];
  readonly provenance: SharedProvenance;
}

/** The provenance in a verified envelope, or the first thing that is wrong with it. */
export const readProvenance = ({ content, payloadType }: Signed): ReadStatement | Fault => {
  if (payloadType !== STATEMENT_MEDIA_TYPE)
    return {
      code: 'STATEMENT_MALFORMED',
      message: `what was signed is ${payloadType ?? 'a document'}, no statement`,
    };
  const statement = attempt(
    () => parseStatement(content),
    'STATEMENT_MALFORMED',
    'the statement is malformed',
  );
  if ('code' in statement) return statement;
  const fault = subjectsFault(statement);
  if (fault !== undefined) return fault;
  if (statement.predicateType !== PROVENANCE_TYPE) {
    return {
      code: 'PREDICATE_TYPE_WRONG',
      message: `the statement is a ${statement.predicateType}, not a provenance`,
    };
  }
  const provenance = attempt(
    () => parseProvenance(statement.predicate),
    'PROVENANCE_MALFORMED',
    'the provenance is malformed',
  );
  return 'code' in provenance ? provenance : { subjects: statement.subject, provenance };
};

const subjectsFault = ({ subject }: Statement<Fields>): Fault | undefined => {
  if (subject.length === 0)
    return { code: 'STATEMENT_WITHOUT_SUBJECT', message: 'the statement is about nothing' };
  if (subject.length > MAX_SUBJECTS) {
    return {
      code: 'STATEMENT_TOO_LONG',
      message: `the statement has ${subject.length} subjects, and ${MAX_SUBJECTS} is the most`,
    };
  }
  const names = new Set<string>();
  for (const { name } of subject) {
    if (name !== undefined && names.has(name))
      return { code: 'SUBJECT_TWICE', message: `the statement names ${name} twice` };
    if (name !== undefined) names.add(name);
  }
  return undefined;
};

const attempt = <T extends object>(read: () => T, code: Fault['code'], what: string): T | Fault => {
  try {
    return read();
  } catch (error) {
    if (error instanceof FormatError) return { code, message: `${what}: ${error.message}` };
    throw error;
  }
};
