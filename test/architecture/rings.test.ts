// The rings hold: real sources are clean, and each kind of trespass is seen when it is made.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { importsOf } from '../../scripts/rings/imports.ts';
import { leaksIn } from '../../scripts/rings/signatures.ts';
import { readRings, usesNode, type Reach } from '../../scripts/rings/table.ts';
import { violationsIn, type Source } from '../../scripts/rings/violations.ts';

const root = join(import.meta.dirname, '../..');
const rings = readRings(root);
const names = Object.keys(rings);

const judge = (path: string, text: string): readonly string[] => violationsIn(rings, [{ path, text }]);

const sourcesOf = (pattern: string): readonly Source[] =>
  globSync(pattern, { cwd: root })
    .filter((path) => !path.endsWith('.test.ts'))
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));

const unusedIn = ({ node = [], packages = [] }: Reach, sources: readonly Source[]): readonly string[] => {
  const used = sources.flatMap(({ text }) => importsOf(text).map(({ specifier }) => specifier ?? ''));
  return [...node.map((name) => `node:${name}`), ...packages].filter(
    (name) => !used.some((specifier) => specifier === name || specifier.startsWith(`${name}/`)),
  );
};

it('no source of this repository trespasses', () => {
  const sources = sourcesOf('src/*/**/*.ts');
  expect(sources.length).toBeGreaterThan(50);
  expect(violationsIn(rings, sources)).toEqual([]);
});

it('nothing is allowed that no source uses', () => {
  const unused = Object.entries(rings).flatMap(([name, ring]) => [
    ...unusedIn(ring, sourcesOf(ring.folders === undefined ? `src/${name}/**/*.ts` : `src/${name}/*.ts`)),
    ...Object.entries(ring.folders ?? {}).flatMap(([folder, reach]) =>
      unusedIn(reach, sourcesOf(`src/${name}/${folder}/**/*.ts`)).map((what) => `${name}/${folder}: ${what}`),
    ),
  ]);
  expect(unused).toEqual([]);
});

describe('a ring', () => {
  const forbidden = names.flatMap((from) =>
    names.filter((to) => to !== from && !rings[from]?.imports.includes(to)).map((to) => ({ from, to })),
  );

  it.each(forbidden)('$from may not import $to', ({ from, to }) => {
    expect(judge(`src/${from}/x.ts`, `import { a } from '../${to}/y.ts';\n`)).toEqual([
      expect.stringContaining(`${from} may not import ${to}`),
    ]);
  });

  it.each(names.filter((name) => name !== 'cli'))('%s may not import a ring that may import it', (name) => {
    const above = names.filter((other) => rings[other]?.imports.includes(name));
    for (const other of above) expect(rings[name]?.imports).not.toContain(other);
  });

  it.each(names)('%s may not use a package that it does not name', (name) => {
    for (const text of [
      "import express from 'express';",
      "import 'express/lite';",
      "export * from '@scope/express';",
    ]) {
      expect(judge(`src/${name}/x.ts`, text)).toEqual([
        expect.stringContaining(`${name} may not use the package`),
      ]);
    }
  });

  it.each(names.flatMap((name) => ['fs', 'http', 'net', 'vm', 'module'].map((module) => ({ name, module }))))(
    '$name may not use node:$module unless it names it',
    ({ name, module }) => {
      const found = judge(`src/${name}/x.ts`, `import { x } from 'node:${module}';\n`);
      expect(found).toHaveLength(rings[name]?.node?.includes(module) === true ? 0 : 1);
    },
  );

  it('may not reach Node by a name without its prefix', () => {
    expect(judge('src/formats/x.ts', "import { createHash } from 'crypto';\n")).toHaveLength(1);
  });

  it('that names one entry of a package may not use another', () => {
    expect(judge('src/formats/x.ts', "import * as z from 'zod/mini';\n")).toEqual([]);
    expect(judge('src/formats/x.ts', "import * as z from 'zod';\n")).toHaveLength(1);
  });
});

describe('however it is written, an import is seen', () => {
  it.each([
    "import type { A } from '../engine/a.ts';",
    "import {\n  a,\n  type B,\n} from '../engine/a.ts';",
    "import {\n  a, // that one\n} from '../engine/a.ts';",
    "import a, { b } from '../engine/a.ts';",
    "import * as a from '../engine/a.ts';",
    "import '../engine/a.ts';",
    "export { a } from '../engine/a.ts';",
    "export * from '../engine/a.ts';",
    "const a = await import('../engine/a.ts');",
    "let a: import('../engine/a.ts').A;",
    "const a = require('../engine/a.ts');",
    "const a = import.meta.resolve('../engine/a.ts');",
  ])('%s', (text) => {
    expect(judge('src/verify/x.ts', `${text}\n`)).toEqual([
      expect.stringContaining('verify may not import engine'),
    ]);
  });

  it.each([
    'const a = await import(name);',
    'const a = await import(`../${name}.ts`);',
    'const a = require(name);',
  ])('a computed one is refused for being computed: %s', (text) => {
    expect(judge('src/verify/x.ts', text)).toEqual([expect.stringContaining('computed')]);
  });
});

describe('folders', () => {
  it('stages do not import one another', () => {
    expect(
      judge('src/stages/09-sign/stage.ts', "import { x } from '../08-provenance/stage.ts';"),
    ).toHaveLength(1);
  });

  it('a stage does not import the list of stages', () => {
    expect(judge('src/stages/09-sign/stage.ts', "import { stages } from '../index.ts';")).toHaveLength(1);
  });

  it('an adapter does not import another that it does not name', () => {
    expect(judge('src/adapters/git/x.ts', "import { x } from '../workshop/x.ts';")).toHaveLength(1);
  });

  it('an adapter is not in rings.json: it stands nowhere', () => {
    expect(judge('src/adapters/telepathy/x.ts', '')).toEqual([expect.stringContaining('knows no folder')]);
  });

  it.each(['engine/run.ts', 'stages/index.ts', 'cli/make/index.ts', 'adapters/workshop/index.ts'])(
    'the verifying half of the command line does not import %s',
    (path) => {
      expect(judge('src/cli/check/x.ts', `import { x } from '../../${path}';`)).toHaveLength(1);
    },
  );

  it('what stands in no ring is refused', () => {
    expect(judge('src/page/x.ts', '')).toHaveLength(1);
    expect(judge('src/x.ts', '')).toHaveLength(1);
  });
});

describe('nothing is taken from the air', () => {
  it.each([
    'process.env.HOME',
    'process.cwd()',
    'Date.now()',
    'new Date()',
    'Math.random()',
    "console.log('x')",
  ])('below cli, %s is refused', (expression) => {
    for (const path of [
      'src/formats/x.ts',
      'src/verify/x.ts',
      'src/stages/09-sign/x.ts',
      'src/adapters/git/x.ts',
    ]) {
      expect(judge(path, `const x = ${expression};`)).toEqual([expect.stringContaining('from the air')]);
    }
  });

  it('a comment may speak of it', () => {
    expect(judge('src/formats/x.ts', '// never Date.now()\n/** nor\n * Math.random() */\n')).toEqual([]);
  });
});

describe('exported signatures of inner rings', () => {
  it.each(['Buffer', 'NodeJS.ReadableStream', 'import("node:crypto").KeyObject'])(
    'may not show %s',
    (type) => {
      expect(leaksIn('formats/x.d.ts', `export declare const x: () => ${type};\n`)).toHaveLength(1);
    },
  );

  it('may speak of it, and show bytes', () => {
    const text = '/** Never a Buffer. */\nexport declare const x: () => Uint8Array;\n';
    expect(leaksIn('formats/x.d.ts', text)).toEqual([]);
  });

  it('are compiled without the types of Node in domain, ports and verify', () => {
    expect(names.filter((name) => !usesNode(rings[name] ?? { imports: [] }))).toEqual(
      expect.arrayContaining(['domain', 'ports', 'verify', 'engine', 'stages']),
    );
  });
});
