import { copyFile, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { verify } from '../../src/cli/check/index.ts';
import type { Invocation } from '../../src/cli/command.ts';
import { makeRelease, type SmallRelease } from '../support/release.ts';

let release: SmallRelease;
beforeAll(async () => {
  release = await makeRelease();
});
afterAll(() => release.remove());

const invocation = (): Invocation => ({
  directory: release.dir,
  config: 'colophon.yaml',
  format: 'text',
  quiet: false,
  verbose: false,
  jobs: 1,
  timeout: undefined,
  env: {},
  warn: () => undefined,
  screen: { write: () => undefined, columns: 80, color: false },
  signal: new AbortController().signal,
});
const run = (target: string, options: Parameters<typeof verify>[1] = {}) =>
  verify([target], options, invocation());
const ROOT = 'sigstore/v1.2.3/trusted_root.json';

it('a rehearsal that is asked for as one is consistent and nowhere called verified', async () => {
  const { exit, document, text } = await run('.', { rehearsal: true });
  expect([exit, document['verified'], document['rehearsal']]).toEqual([0, false, 'consistent']);
  expect(text).not.toContain('verified');
});

it.each(['.', './forge/releases/v1.2.3/assets', './forge/releases/v1.2.3/assets/widget_linux_amd64.tar.gz'])(
  'a rehearsal at %s is refused first when nobody asks for one, whatever else is asked',
  async (target) => {
    for (const options of [{}, { repo: 'acme/widget', trustedRoot: ROOT }]) {
      const { exit, document } = await run(target, options);
      expect([exit, document['error']]).toMatchObject([1, { code: 'REHEARSAL_NOT_RELEASE' }]);
    }
  },
);

it('one file of a rehearsal is judged by the rehearsal that holds it', async () => {
  const file = './forge/releases/v1.2.3/assets/widget_linux_amd64.tar.gz';
  expect((await run(file, { rehearsal: true })).exit).toBe(0);
  const renamed = await run(file, { rehearsal: true, as: 'widget_linux_arm64.tar.gz' });
  expect([renamed.exit, renamed.document['error']]).toMatchObject([1, { code: 'SUBJECT_NAME_MISMATCH' }]);
});

it.each([
  { options: { tag: 'v9.9.9' }, code: 'TAG_MISMATCH' },
  { options: { commit: 'd'.repeat(40) }, code: 'COMMIT_MISMATCH' },
  { options: { repo: 'mallory/widget' }, code: 'REPOSITORY_MISMATCH' },
  { options: { repo: 'acme/widget', workflow: '.github/workflows/other.yml' }, code: 'IDENTITY_MISMATCH' },
  { options: { identity: 'https://rehearsal.colophon.invalid/x' }, code: 'IDENTITY_MISMATCH' },
  { options: { issuer: 'https://rehearsal.colophon.invalid/other' }, code: 'ISSUER_MISMATCH' },
])(
  'what the user expects is demanded on top of what the rehearsal says: $options',
  async ({ options, code }) => {
    const { exit, document } = await run('.', { rehearsal: true, ...options });
    expect([exit, document['error']]).toMatchObject([1, { code }]);
  },
);

it('the workflow that the rehearsal ran may be named', async () => {
  const workflow = '.github/workflows/release.yml';
  expect((await run('.', { rehearsal: true, repo: 'acme/widget', workflow })).exit).toBe(0);
});

it.each([
  { what: 'nobody who must have signed', options: {}, code: 'EXPECTATION_MISSING', exit: 2 },
  {
    what: 'a workflow without its repository',
    options: { identity: 'https://x/y' },
    code: 'EXPECTATION_MISSING',
    exit: 2,
  },
  { what: 'no root', options: { repo: 'acme/widget' }, code: 'TRUSTED_ROOT_MISSING', exit: 3 },
  {
    what: 'a root inside what it judges',
    options: { repo: 'acme/widget', trustedRoot: 'plain/root.json' },
    code: 'TRUSTED_ROOT_IN_TARGET',
    exit: 2,
  },
  {
    what: 'a root that is none',
    options: { repo: 'acme/widget', trustedRoot: 'rehearsal.json' },
    code: 'TRUSTED_ROOT_INVALID',
    exit: 2,
  },
  { what: 'half a commit', options: { repo: 'acme/widget', commit: 'abc' }, code: 'USAGE', exit: 2 },
  { what: 'a bundle for a directory', options: { bundle: 'x' }, code: 'USAGE', exit: 2 },
])('a directory with $what fails with $code', async ({ options, code, exit }) => {
  await mkdir(join(release.dir, 'plain'), { recursive: true });
  await copyFile(join(release.dir, ROOT), join(release.dir, 'plain/root.json'));
  await expect(run('./plain', options)).rejects.toMatchObject({ code, exit });
});

it('a directory without a seal is refused, and a file without a bundle too', async () => {
  await mkdir(join(release.dir, 'bare'), { recursive: true });
  await writeFile(join(release.dir, 'bare/file'), 'x');
  const options = { repo: 'acme/widget', trustedRoot: ROOT };
  expect((await run('./bare', options)).document['error']).toMatchObject({ code: 'SEAL_MISSING' });
  expect((await run('./bare/file', options)).document['error']).toMatchObject({ code: 'BUNDLE_MISSING' });
});

it('a moved rehearsal still proves itself, and an unfinished one says so', async () => {
  const moved = `${release.dir}-moved`;
  await rename(release.dir, moved);
  expect((await verify(['.'], { rehearsal: true }, { ...invocation(), directory: moved })).exit).toBe(0);
  await rm(join(moved, 'forge'), { recursive: true });
  await expect(
    verify(['.'], { rehearsal: true }, { ...invocation(), directory: moved }),
  ).rejects.toMatchObject({ code: 'REHEARSAL_UNFINISHED', exit: 1 });
  await rm(moved, { recursive: true });
});
