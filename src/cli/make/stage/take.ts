// Takes outcomes that another process gave: exactly what a digest names that came another way, or nothing at all.
import { join, resolve } from 'node:path';

import { openBlob } from '../../../adapters/oci-layout/files.ts';
import { createStore } from '../../../adapters/oci-layout/index.ts';
import type { Descriptor } from '../../../domain/descriptor.ts';
import { type Digest, isDigest } from '../../../domain/digest.ts';
import { Failure } from '../../../domain/failure.ts';
import { MAX_MANIFEST, OCI_MANIFEST } from '../../../domain/oci.ts';
import { STAGE_NAMES, type StageName } from '../../../domain/stage-name.ts';
import { descriptorsIn } from '../../../engine/closure.ts';
import {
  createLedger,
  formatLedgerLine,
  type LedgerLine,
  mergeLedgers,
  parseLedgerLine,
} from '../../../engine/ledger.ts';
import { FormatError } from '../../../formats/format-error.ts';
import { parseOciDocument } from '../../../formats/oci/document.ts';
import { MAX_OUTCOME, parseOutcome } from '../../../formats/outcome/index.ts';
import { sha256 } from '../../../formats/sha256.ts';
import type { Journal } from '../../../ports/journal.ts';
import type { Store } from '../../../ports/store.ts';
import { EMPTY_CONFIG, type Handover, MAX_LEDGER, parseHandover, parseHandoverManifest } from './handover.ts';
import { demandNoMore } from './no-more.ts';

export interface Given {
  /** Absolute. */
  readonly dir: string;
  readonly digest: Digest;
  /** The only stage whose outcomes are to come from there: who runs project code gives no gate. */
  readonly stage?: StageName;
}

/** What is taken must fit this. */
export interface Wanted {
  readonly release: Digest;
  /** The stage that is to run: nothing later is taken. */
  readonly stage: StageName;
  readonly revisionOf: (stage: StageName) => number;
}

/** `[STAGE=]DIR@sha256:…` as typed; a directory whose name begins so is written `./STAGE=…`. Fails with `USAGE`. */
export const parseGiven = (text: string, directory: string): Given => {
  const stage = STAGE_NAMES.find((name) => text.startsWith(`${name}=`));
  const rest = stage === undefined ? text : text.slice(stage.length + 1);
  const at = rest.lastIndexOf('@');
  const digest = rest.slice(at + 1);
  if (at > 0 && isDigest(digest))
    return { dir: resolve(directory, rest.slice(0, at)), digest, ...(stage === undefined ? {} : { stage }) };
  throw new Failure('USAGE', `--take ${JSON.stringify(text)} names no directory with a digest`, {
    remedy: 'say --take STAGE=DIR@sha256:…, with the digest that was printed when DIR was given',
  });
};

/**
 * Takes every hand-over, or none: all are judged before the first blob is copied, and lines come after all blobs.
 * Answers the lines. Fails with `TAKEN_DIFFERS` for other bytes than the digest names, `TAKEN_INVALID` for what no
 * `--give` wrote, `TAKEN_FOREIGN` for another release, a later stage or another Colophon, and `OUTCOME_DIVERGED`.
 */
export const take = async (
  given: readonly Given[],
  wanted: Wanted,
  into: { readonly store: Store; readonly journal: Journal },
): Promise<readonly LedgerLine[]> => {
  const read = [];
  for (const one of given) read.push(await readGiven(one, wanted));
  const taken = read.flatMap(({ handover }) => handover.lines);
  demandOneWord(taken);
  const known = createLedger((await into.journal.lines()).map(parseLedgerLine));
  const merged = mergeLedgers(known, createLedger(taken));
  for (const { from, blobs, dir } of read)
    for (const blob of blobs)
      if (!(await into.store.has(blob.digest)))
        await into.store.write(from.read(blob), blob.mediaType).catch((error: unknown) => {
          throw differs(dir, error, blob.digest);
        });
  for (const line of merged.lines.slice(known.lines.length))
    await into.journal.append(formatLedgerLine(line));
  return taken;
};

interface Read {
  readonly dir: string;
  readonly from: Store;
  readonly blobs: readonly Descriptor[];
  readonly handover: Handover;
}

const readGiven = async ({ dir, digest, stage }: Given, wanted: Wanted): Promise<Read> => {
  try {
    const listed = await listedIn(dir);
    if (listed.digest !== digest) throw differs(dir);
    const from = createStore(dir);
    const fetch = (content: Descriptor, limit: number): Promise<Uint8Array> =>
      from.bytes(content, limit).catch((error: unknown) => {
        throw differs(dir, error, content.digest);
      });
    const { ledger, blobs } = parseHandoverManifest(await fetch(listed, MAX_MANIFEST));
    const handover = parseHandover(await fetch(ledger, MAX_LEDGER));
    demandOurs(handover, dir, wanted, stage);
    await demandClosed(handover, blobs, (outcome) => fetch(outcome, MAX_OUTCOME));
    const all = [listed, ledger, ...blobs].map((content) => content.digest);
    await demandNoMore(dir, new Set([...all, sha256(EMPTY_CONFIG)]));
    return { dir, from, blobs, handover };
  } catch (error) {
    if (error instanceof FormatError) throw invalid(dir, error.message);
    if (error instanceof Failure && INSIDE.has(error.code)) throw invalid(dir, error.message);
    throw error;
  }
};

const INSIDE: ReadonlySet<string> = new Set(['LEDGER_DAMAGED', 'OUTCOME_INVALID']);

/** The one manifest that the layout's index lists. */
const listedIn = async (dir: string): Promise<Descriptor> => {
  const document = parseOciDocument(await smallFile(join(dir, 'index.json')));
  const manifests = document.kind === 'index' ? document.manifests : [];
  const [only] = manifests;
  if (only === undefined || manifests.length > 1)
    throw new FormatError('not exactly one manifest', 'manifests');
  if (only.mediaType !== OCI_MANIFEST) throw new FormatError('no manifest', 'manifests[0].mediaType');
  return only;
};

const smallFile = async (path: string): Promise<Uint8Array> => {
  const file = await openBlob(path);
  if (file === undefined)
    throw new Failure('FILE_MISSING', `${path} is not there, so nothing can be taken`, {
      remedy: 'name the directory that was given with --give',
    });
  try {
    const buffer = new Uint8Array(MAX_MANIFEST + 1);
    const { bytesRead } = await file.read(buffer, 0, buffer.length, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
};

const demandOurs = (
  { release, stage, revision }: Handover,
  dir: string,
  wanted: Wanted,
  only: StageName | undefined,
): void => {
  const foreign = (why: string): Failure =>
    new Failure('TAKEN_FOREIGN', `${dir} holds outcomes ${why}`, {
      remedy: 'take what this very release gave: same tag, commit, configuration and Colophon',
    });
  if (release !== wanted.release) throw foreign('of another release');
  if (only !== undefined && stage !== only)
    throw foreign(`of ${stage}, and those of ${only} were to come from there`);
  if (STAGE_NAMES.indexOf(stage) > STAGE_NAMES.indexOf(wanted.stage))
    throw foreign(`of ${stage}, which comes after ${wanted.stage}`);
  if (revision !== wanted.revisionOf(stage)) throw foreign(`of ${stage} by another version of Colophon`);
};

/** Every blob belongs to an outcome, and everything that an outcome points at is there. */
const demandClosed = async (
  { stage, lines }: Handover,
  blobs: readonly Descriptor[],
  fetch: (outcome: Descriptor) => Promise<Uint8Array>,
): Promise<void> => {
  const needed = new Set<Digest>();
  for (const { outcome } of lines) {
    needed.add(outcome.digest);
    for (const { digest } of descriptorsIn(parseOutcome(stage, await fetch(outcome)))) needed.add(digest);
  }
  const listed = new Set(blobs.map(({ digest }) => digest));
  const missing = [...needed].find((digest) => !listed.has(digest));
  if (missing !== undefined) throw new FormatError(`${missing} is missing`, 'layers');
  const more = [...listed].find((digest) => !needed.has(digest));
  if (more !== undefined) throw new FormatError(`no outcome points at ${more}`, 'layers');
};

/** Even where two words may stand beside each other in a ledger, two hand-overs of one run hold but one. */
const demandOneWord = (lines: readonly LedgerLine[]): void => {
  for (const line of lines) {
    const other = lines.find(
      ({ stage, part, outcome }) =>
        stage === line.stage && part === line.part && outcome.digest !== line.outcome.digest,
    );
    if (other !== undefined)
      throw new Failure(
        'OUTCOME_DIVERGED',
        `${line.stage} of ${line.part} was taken twice with other results: ${line.outcome.digest} and ${other.outcome.digest}`,
        {
          remedy:
            'find out what the build depends on besides its inputs; `colophon reproduce` compares the two',
        },
      );
  }
};

const differs = (dir: string, cause?: unknown, blob?: Digest): Failure =>
  cause instanceof Failure && cause.code === 'DISK_FULL'
    ? cause
    : new Failure('TAKEN_DIFFERS', `${dir} does not hold what the given digest names${whyOf(cause, blob)}`, {
        remedy: 'fetch it again, and compare the digest with the one that --give printed',
        cause,
      });

/** Which blob, and whether it is gone or another. */
const whyOf = (cause: unknown, blob: Digest | undefined): string => {
  if (blob === undefined) return '';
  const isGone = cause instanceof Failure && cause.code === 'BLOB_MISSING';
  return `: ${blob} is ${isGone ? 'not there' : 'other bytes'}`;
};

const invalid = (dir: string, why: string): Failure =>
  new Failure('TAKEN_INVALID', `${dir} is not as --give writes it: ${why}`, {
    remedy: 'take what this version of Colophon gave',
  });
