// Releases served by a registry on the loopback interface that say of themselves that they lie there, and the verifier that
// asks for them as a stranger does.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect } from 'vitest';

import { verify, type VerifyOptions } from '../../src/cli/check/index.ts';
import { refuses } from '../../src/domain/finding.ts';
import type { Verdict } from '../../src/domain/verdict.ts';
import { invocation } from '../forgeries/judge.ts';
import { type LyingRegistry, startLyingRegistry } from '../forgeries/lying-registry.ts';
import { type ImageRelease, type ImageReleaseOptions, makeImageRelease } from './image-release.ts';

let scratch = '';
let server: LyingRegistry;
let served = 0;
const made: ImageRelease[] = [];
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'colophon-asked-'));
  server = await startLyingRegistry();
});
afterAll(async () => {
  server.stop();
  await Promise.all(made.map((release) => release.remove()));
  await rm(scratch, { recursive: true, force: true });
});

export interface Served {
  readonly release: ImageRelease;
  /** Before a repository's own name. */
  readonly host: string;
  /** As the provenance of the image was signed. */
  readonly provenance: object;
}

/** A release that says of itself that it lies where it is served. */
export const serve = async (options: ImageReleaseOptions = {}): Promise<Served> => {
  const host = `127.0.0.1:${server.port}/${served}`;
  served += 1;
  const here = <T>(value: T): T =>
    JSON.parse(
      JSON.stringify(value).replaceAll(
        /"(ghcr\.io\/acme|registry\.example\/team)/g,
        (_, name: string) => `"${host}/${name}`,
      ),
    ) as T;
  let provenance: object = {};
  const release = await makeImageRelease({
    ...options,
    statement: (statement, piece) => {
      const changed = options.statement?.(statement, piece);
      if (piece.says === 'provenance' && piece.content === 'widget') provenance = here(statement);
      return changed === null ? null : here(changed ?? statement);
    },
    colophon: (colophon) => here(options.colophon?.(colophon) ?? colophon),
  });
  made.push(release);
  expect(server.serve(() => release.memory)).toBe(host);
  return { release, host, provenance };
};

export interface Heard {
  readonly exit: number;
  readonly codes: readonly string[];
  readonly said: readonly string[];
}

export const ask = async (
  { release, host }: Served,
  reference: string,
  options: VerifyOptions = {},
): Promise<Heard> => {
  const root = join(scratch, `${String(made.indexOf(release))}.json`);
  await writeFile(root, release.policy.trustedRoot);
  const answer = await verify(
    [`oci://${host}/${reference}`],
    { rehearsal: true, repo: 'acme/widget', tag: 'v1.2.3', trustedRoot: root, ...options },
    invocation(scratch),
  );
  const { findings } = answer.document as unknown as Verdict;
  return {
    exit: answer.exit,
    codes: [...new Set(findings.filter(refuses).map(({ code }) => code))],
    said: findings.map(({ code }) => code),
  };
};

/** What is heard of what holds. */
export const held = { exit: 0, codes: [] };
