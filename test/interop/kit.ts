// Processes of the interoperability kit: a real Sigstore on the loopback interface, and stock verifiers.
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { secret, type Secret } from '../../src/domain/secret.ts';

/** What one command ended with. */
export interface Ended {
  readonly status: number;
  readonly said: string;
}

/** One line of the interop command's report. */
export interface CheckResult {
  readonly name: string;
  readonly passed: boolean;
  /** What was said, when it was not what was wanted. */
  readonly said?: string;
}

export interface RealSigstore {
  readonly signingConfig: Uint8Array;
  readonly trustedRoot: Uint8Array;
  readonly trustedRootFile: string;
  /** For gh: JSON lines. */
  readonly trustedRootLines: string;
  /** A token of the kit's GitHub issuer, with these claims over the defaults (a tag push of acme/widget). */
  readonly token: (claims: object) => Promise<Secret>;
  readonly stop: () => Promise<void>;
}

/** Runs a command to its end; at most two minutes, or `timeout` milliseconds. */
export const run = (
  file: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv; readonly timeout?: number } = {},
): Promise<Ended> =>
  new Promise((resolve) => {
    execFile(file, args, { timeout: 120_000, ...options }, (error, stdout, stderr) => {
      const status = error === null ? 0 : typeof error.code === 'number' ? error.code : 70;
      resolve({ status, said: `${stdout}${stderr}`.trim() });
    });
  });

/** Starts Fulcio, CT log, Rekor v2 and timestamp authority with their state in `directory`. */
export const startSigstore = async (kit: string, directory: string): Promise<RealSigstore> => {
  const started = await run(join(kit, 'start-sigstore.sh'), [directory]);
  if (started.status !== 0) throw new Error(`the kit's Sigstore did not start: ${started.said}`);
  const urls = JSON.parse(await readFile(join(directory, 'urls.json'), 'utf8')) as { readonly oidc: string };
  return {
    signingConfig: await readFile(join(directory, 'signing_config.json')),
    trustedRoot: await readFile(join(directory, 'trusted_root.json')),
    trustedRootFile: join(directory, 'trusted_root.json'),
    trustedRootLines: join(directory, 'trusted_root.jsonl'),
    token: async (claims) => {
      const response = await fetch(`${urls.oidc}/token?raw`, {
        method: 'POST',
        body: JSON.stringify(claims),
      });
      return secret(await response.text());
    },
    stop: async () => {
      await run(join(kit, 'stop-sigstore.sh'), [directory]);
    },
  };
};

/** A result: passed when the command ended well exactly if it should, and said what it should. */
export const expectEnd = (
  name: string,
  ended: Ended,
  wanted: { readonly ok: boolean; readonly saying?: RegExp },
): CheckResult => {
  const passed = (ended.status === 0) === wanted.ok && (wanted.saying?.test(ended.said) ?? true);
  return passed ? { name, passed } : { name, passed, said: ended.said.slice(0, 500) };
};
