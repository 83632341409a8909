// No secret in any output: variables that look like secrets are planted, and nothing that a rehearsal writes,
// prints or signs may hold them.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { colophon, type Ran } from '../support/colophon.ts';
import { createWidget } from '../support/widget.ts';

const CANARY = 'canary-7c1e94';
const SECRETS = [
  'GITHUB_TOKEN',
  'NPM_TOKEN',
  'AWS_SECRET_ACCESS_KEY',
  'COSIGN_PASSWORD',
  'SIGSTORE_ID_TOKEN',
  'ACTIONS_ID_TOKEN_REQUEST_TOKEN',
  'DATABASE_PASSWORD',
  'MY_API_KEY',
  'REGISTRY_PASSWORD',
  'DOCKER_AUTH_CONFIG',
];
const environment = Object.fromEntries(SECRETS.map((name) => [name, CANARY]));

const root = mkdtempSync(join(tmpdir(), 'colophon-canaries-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Files below a directory that hold a text, pressed by gzip or not. */
const holding = (dir: string, text: string): readonly string[] =>
  readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => {
      const bytes = readFileSync(file);
      return bytes.includes(text) || (bytes.subarray(0, 2).equals(GZIP) && gunzipSync(bytes).includes(text));
    });
const GZIP = Buffer.of(0x1f, 0x8b);

describe('with secrets in the environment', () => {
  let ran: Ran;
  beforeAll(async () => {
    const dir = join(root, 'widget');
    // The project's own code tries to give them away: into an output, and into the log.
    createWidget({
      dir,
      tag: 'v1.2.0',
      change: (copy) => {
        const manual = join(copy, 'scripts/manual.mjs');
        writeFileSync(
          manual,
          `${readFileSync(manual, 'utf8')}\nconsole.log(JSON.stringify(process.env)); console.error(JSON.stringify(process.env));\n`,
        );
      },
    });
    ran = await colophon(['rehearse', dir, '--out', join(root, 'out'), '--verbose'], { env: environment });
  }, 120_000);

  it('a rehearsal succeeds, and prints none of them', () => {
    expect(ran.exit, ran.stderr).toBe(0);
    expect(`${ran.stdout}${ran.stderr}`).not.toContain(CANARY);
  });

  it('W33: neither store, ledger, bundle, published file nor anything in a registry holds one', () => {
    expect(readdirSync(join(root, 'out'))).toEqual(expect.arrayContaining(['ledger.jsonl', 'registries']));
    expect(holding(join(root, 'out'), CANARY)).toEqual([]);
  });

  it('project code sees its own environment, so that the test above can fail', () => {
    for (const place of ['store', 'forge/releases', 'registries/ghcr.io+acme+widget'])
      expect(holding(join(root, 'out', place), '"SOURCE_DATE_EPOCH"')).not.toEqual([]);
  });
});

it('a secret that a configuration asks for by name is refused, and not repeated', async () => {
  const dir = join(root, 'asking');
  createWidget({
    dir,
    tag: 'v1.2.0',
    change: (copy) => {
      const file = join(copy, 'colophon.yaml');
      writeFileSync(
        file,
        readFileSync(file, 'utf8').replace('build:\n', 'build:\n  env: { pass: [NPM_TOKEN] }\n'),
      );
    },
  });
  const asked = await colophon(['rehearse', dir, '--out', join(root, 'none'), '--json'], {
    env: environment,
  });
  expect(asked.exit).not.toBe(0);
  expect(asked.stdout).toContain('NPM_TOKEN');
  expect(`${asked.stdout}${asked.stderr}`).not.toContain(CANARY);
}, 60_000);
