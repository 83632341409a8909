// The mistakes that the shape of a stage makes impossible: none of these compiles, and each is told by name.
import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { beforeAll, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
// Inside the project, so that packages and types are found from there; ignored by git and by every tool.
const scratch = join(root, 'node_modules/.cache/colophon-mistakes');
let said = '';

const imports = `
import { pipeline, stage } from '${join(root, 'src/engine/stage.ts')}';
import type { Outcomes } from '${join(root, 'src/domain/outcome/index.ts')}';
declare const any: <T>() => T;
const common = { promise: '', revision: 1, repeats: 'once', parts: () => ['all'], says: () => '' } as const;
`;
const shared = `${imports}
const gate = stage({ ...common, name: 'gate', reads: [], needs: ['forge'],
  run: async () => any<Outcomes['gate']>(), join: () => any() });
const build = stage({ ...common, name: 'build', reads: ['gate'], needs: [],
  run: async () => any<Outcomes['build']>(), join: () => any() });
const notes = stage({ ...common, name: 'notes', reads: ['build'], needs: [],
  run: async () => any<Outcomes['notes']>(), join: () => any() });
`;

const MISTAKES = [
  {
    name: 'undeclared-door',
    source: `${imports}
export const build = stage({ ...common, name: 'build', reads: ['gate'], needs: ['store'],
  run: async (_part, _input, { signer }) => any<Outcomes['build']>(), join: () => any() });`,
    expect: /Property 'signer' does not exist/,
  },
  {
    name: 'misspelt-door',
    source: `${imports}
export const build = stage({ ...common, name: 'build', reads: ['gate'], needs: ['stor'],
  run: async () => any<Outcomes['build']>(), join: () => any() });`,
    expect: /"stor"' is not assignable/,
  },
  {
    name: 'undeclared-read',
    source: `${imports}
export const notes = stage({ ...common, name: 'notes', reads: ['gate'], needs: [],
  run: async (_part, { build }) => any<Outcomes['notes']>(), join: () => any() });`,
    expect: /Property 'build' does not exist/,
  },
  {
    name: 'later-read',
    source: `${shared}export const stages = pipeline(gate, notes, build);`,
    expect: /notes reads build, which stands later/,
  },
  {
    name: 'twice',
    source: `${shared}export const stages = pipeline(gate, build, build);`,
    expect: /build stands twice/,
  },
  {
    name: 'missing',
    source: `${shared}export const stages = pipeline(gate, build, notes);`,
    expect: /missing: /,
  },
] as const;

beforeAll(async () => {
  await mkdir(scratch, { recursive: true });
  await writeFile(join(scratch, 'none.ts'), `${shared}export const stages = [gate, build, notes] as const;`);
  for (const { name, source } of MISTAKES) await writeFile(join(scratch, `${name}.ts`), source);
  const flags =
    '--noEmit --ignoreConfig --pretty false --target es2024 --lib esnext --module nodenext --strict';
  const more = '--exactOptionalPropertyTypes --allowImportingTsExtensions --skipLibCheck --types node';
  const files = ['none', ...MISTAKES.map(({ name }) => name)].map((name) => join(scratch, `${name}.ts`));
  said = await promisify(execFile)(
    process.execPath,
    [join(root, 'node_modules/typescript/bin/tsc'), ...flags.split(' '), ...more.split(' '), ...files],
    { cwd: scratch, maxBuffer: 1 << 24 },
  ).then(
    ({ stdout }) => stdout,
    (error: { readonly stdout: string }) => error.stdout,
  );
}, 60_000);

/** Everything that the compiler says about one file. */
const aboutFile = (name: string): string =>
  said
    .split(/\n(?=\S)/)
    .filter((error) => error.startsWith(`${name}.ts`))
    .join('\n');

it.each(MISTAKES)('does not compile: $name', ({ name, expect: reason }) => {
  expect(aboutFile(name)).toMatch(reason);
});

it('compiles the same stages without a mistake', () => {
  expect(aboutFile('none')).toBe('');
});
