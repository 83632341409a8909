// A whole Sigstore for one rehearsal, in its directory: authority, logs and timestamps with throw-away keys (trust.md 3).
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { Failure } from '../../domain/failure.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Run } from '../../ports/run.ts';
import type { Signer } from '../../ports/signer.ts';
import { writeWhole } from '../system/write-whole.ts';
import { createKeys, eraseKeys, leafFile, readKeys, readOptional, writeKeys } from './keys.ts';
import { createLog } from './log.ts';
import { createRehearsalRun, rehearsalRun, type RunOptions } from './run.ts';
import { createLocalSigner } from './signer.ts';
import { formatTrustedRoot } from './trusted-root.ts';

export interface LocalSigstoreOptions extends RunOptions {
  /** Absolute; `DIR/sigstore/<tag>`. Made when it is not there. */
  readonly dir: string;
  /** What the certificates will name. */
  readonly tag: string;
  /** 40 hexadecimal digits. */
  readonly commit: string;
  readonly clock: Clock;
}

export interface LocalSigstore {
  /** Fails with `SIGNING_CLOSED` once the keys are erased, and with `SIGNING_REFUSED`. */
  readonly signer: Signer;
  readonly run: Run;
  /** The bytes of `trusted_root.json`. */
  readonly trustedRoot: Uint8Array;
  /** Ends the rehearsal: the keys are gone, the trusted root stays. May be called again. */
  readonly erase: () => Promise<void>;
}

/**
 * Opens the rehearsal's Sigstore: with the keys that lie there (a rehearsal is resumed), closed when only the
 * trusted root does (it is finished), else with new keys, which are on disk whole before this answers.
 * One process at a time. Fails with `SIGNING_STATE_DAMAGED`.
 */
export const createLocalSigstore = async (options: LocalSigstoreOptions): Promise<LocalSigstore> => {
  const { dir, clock, tag, commit } = options;
  const keysDirectory = join(dir, 'keys');
  const rootFile = join(dir, 'trusted_root.json');
  const shared = { run: createRehearsalRun(options), erase: async () => eraseKeys(keysDirectory) };

  const known = await readKeys(keysDirectory);
  const written = await readOptional(rootFile);
  if (known === undefined && written !== undefined) {
    return { ...shared, signer: closedSigner, trustedRoot: new Uint8Array(written) };
  }
  await mkdir(dir, { recursive: true });
  const keys = known ?? createKeys(clock.now());
  // Keys first: a root without keys means a finished rehearsal.
  if (known === undefined) await writeKeys(keysDirectory, keys);
  const trustedRoot = formatTrustedRoot(keys);
  if (written === undefined || !written.equals(trustedRoot)) await writeWhole(rootFile, trustedRoot);
  const log = createLog(keys.log, leafFile(keysDirectory));
  let erased = false;
  const signer = createLocalSigner({ keys, log, run: rehearsalRun(options, tag, commit), clock });
  return {
    run: shared.run,
    trustedRoot,
    signer: {
      statement: async (statement) => (erased ? closedSigner : signer).statement(statement),
      document: async (document) => (erased ? closedSigner : signer).document(document),
    },
    erase: async () => {
      erased = true;
      await shared.erase();
    },
  };
};

const closed = (): Promise<never> =>
  Promise.reject(
    new Failure(
      'SIGNING_CLOSED',
      'this rehearsal is finished and its keys are erased, so nothing more can be signed in it',
      {
        remedy: 'rehearse into another, empty directory',
      },
    ),
  );

const closedSigner: Signer = { statement: closed, document: closed };
