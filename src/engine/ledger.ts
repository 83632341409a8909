// What was done before: one line a part, written after its blobs (docs: architecture, "Identity of work").
import type { Descriptor } from '../domain/descriptor.ts';
import { isDigest, type Digest } from '../domain/digest.ts';
import { Failure } from '../domain/failure.ts';
import { STAGE_NAMES, type StageName } from '../domain/stage-name.ts';
import { canonicalText } from '../formats/canonical-json.ts';

/** The media type under which outcomes lie in the store. */
export const OUTCOME_MEDIA_TYPE = 'application/vnd.colophon.outcome.v1+json';

export interface LedgerLine {
  readonly key: Digest;
  readonly stage: StageName;
  readonly part: string;
  readonly outcome: Descriptor;
  /** Which run of the whole wrote it, from 1. */
  readonly attempt: number;
  readonly host: string;
  /** Milliseconds since 1970. */
  readonly started: number;
  readonly ended: number;
}

export interface Ledger {
  readonly lines: readonly LedgerLine[];
  /** The lines with this key, oldest first; of equal outcomes only the first. */
  readonly find: (key: Digest) => readonly LedgerLine[];
  /** The highest attempt that any line has, 0 without lines. */
  readonly attempts: number;
}

/** Outcomes that are no function of their inputs: signatures, and what the outside said at the time. */
const OWN_WORD: ReadonlySet<StageName> = new Set<StageName>([
  'gate',
  'sign',
  'mirror',
  'prove',
  'seal',
  'publish',
  'confirm',
]);
const MAX_LINE = 64 * 1024;

/**
 * A ledger from its lines, oldest first. Fails with `LEDGER_DAMAGED` for a line that is none, and with
 * `OUTCOME_DIVERGED` when equal work has two outcomes; of signatures and answers of the outside
 * the first that is whole stands.
 */
export const createLedger = (lines: readonly LedgerLine[]): Ledger => {
  const byKey = new Map<Digest, LedgerLine[]>();
  for (const line of lines) {
    const known = byKey.get(line.key) ?? [];
    for (const other of known) agree(other, line);
    if (!known.some(({ outcome }) => outcome.digest === line.outcome.digest))
      byKey.set(line.key, [...known, line]);
  }
  return {
    lines: [...byKey.values()].flat(),
    find: (key) => byKey.get(key) ?? [],
    attempts: lines.reduce((highest, { attempt }) => Math.max(highest, attempt), 0),
  };
};

/** The union of two ledgers; the lines of the first come first. Fails like `createLedger`. */
export const mergeLedgers = (one: Ledger, other: Ledger): Ledger =>
  createLedger([...one.lines, ...other.lines]);

/** The text of a line, without its line feed. */
export const formatLedgerLine = (line: LedgerLine): string => canonicalText(line);

/** The line that a text says; canonical JSON with exactly the known members, else `LEDGER_DAMAGED`. */
export const parseLedgerLine = (text: string): LedgerLine => {
  const line = text.length > MAX_LINE ? undefined : lineOf(text);
  if (line === undefined || formatLedgerLine(line) !== text)
    throw new Failure('LEDGER_DAMAGED', 'a line of the ledger is not one that Colophon wrote', {
      remedy: 'remove ledger.jsonl and run the same command again: nothing but time is lost',
    });
  return line;
};

/** Fails with `OUTCOME_DIVERGED` when two lines of one key disagree and may not. */
export const agree = (known: LedgerLine, line: LedgerLine): void => {
  if (known.outcome.digest === line.outcome.digest || OWN_WORD.has(line.stage)) return;
  throw new Failure(
    'OUTCOME_DIVERGED',
    `${line.stage} of ${line.part} was done twice with other results: ${known.outcome.digest} and ${line.outcome.digest}`,
    {
      remedy: 'find out what the build depends on besides its inputs; `colophon reproduce` compares the two',
    },
  );
};

const lineOf = (text: string): LedgerLine | undefined => {
  const value = jsonOf(text);
  if (!isRecord(value)) return undefined;
  const { key, stage, part, outcome, attempt, host, started, ended } = value;
  const name = STAGE_NAMES.find((known) => known === stage);
  const content = descriptorOf(outcome);
  if (!isDigest(key) || name === undefined || content === undefined) return undefined;
  if (typeof part !== 'string' || typeof host !== 'string') return undefined;
  if (!isCount(attempt) || !isCount(started) || !isCount(ended)) return undefined;
  return { key, stage: name, part, outcome: content, attempt, host, started, ended };
};

const descriptorOf = (value: unknown): Descriptor | undefined => {
  if (!isRecord(value)) return undefined;
  const { mediaType, digest, size } = value;
  return mediaType === OUTCOME_MEDIA_TYPE && isDigest(digest) && isCount(size)
    ? { mediaType, digest, size }
    : undefined;
};

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
