// From a verified payload to what it says: a statement of provenance with subjects that can be compared.
import { PROVENANCE_TYPE } from '../domain/provenance.ts';
import { MAX_SUBJECTS, STATEMENT_MEDIA_TYPE, type Subject } from '../domain/statement.ts';
import { FormatError } from '../formats/format-error.ts';
import { parseProvenance, type SharedProvenance } from '../formats/provenance.ts';
import { parseStatement } from '../formats/statement.ts';
import type { Fields } from '../formats/strict.ts';
import type { Fault, Signed } from './signature.ts';

export interface ReadStatement {
  readonly subjects: readonly Subject[];
  readonly provenance: SharedProvenance;
}

export interface ReadAttestation {
  readonly subjects: readonly Subject[];
  readonly predicateType: string;
  readonly predicate: Fields;
}

/** The statement in a verified envelope, or the first thing that is wrong with it. */
export const readStatement = ({ content, payloadType }: Signed): ReadAttestation | Fault => {
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
  const { subject, predicateType, predicate } = statement;
  return countFault(subject) ?? { subjects: subject, predicateType, predicate };
};

/** The provenance of files in a verified envelope, or the first thing that is wrong with it: it names no file twice. */
export const readProvenance = (signed: Signed): ReadStatement | Fault => {
  const statement = readStatement(signed);
  return 'code' in statement ? statement : (nameFault(statement.subjects) ?? asProvenance(statement));
};

/** A statement as a provenance, whatever it is about. */
export const asProvenance = ({
  subjects,
  predicateType,
  predicate,
}: ReadAttestation): ReadStatement | Fault => {
  if (predicateType !== PROVENANCE_TYPE)
    return {
      code: 'PREDICATE_TYPE_WRONG',
      message: `the statement is a ${predicateType}, not a provenance`,
    };
  const provenance = attempt(
    () => parseProvenance(predicate),
    'PROVENANCE_MALFORMED',
    'the provenance is malformed',
  );
  return 'code' in provenance ? provenance : { subjects, provenance };
};

const countFault = (subjects: readonly Subject[]): Fault | undefined => {
  if (subjects.length === 0)
    return { code: 'STATEMENT_WITHOUT_SUBJECT', message: 'the statement is about nothing' };
  return subjects.length > MAX_SUBJECTS
    ? {
        code: 'STATEMENT_TOO_LONG',
        message: `the statement has ${subjects.length} subjects, and ${MAX_SUBJECTS} is the most`,
      }
    : undefined;
};

const nameFault = (subjects: readonly Subject[]): Fault | undefined => {
  const names = new Set<string>();
  for (const { name } of subjects) {
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
