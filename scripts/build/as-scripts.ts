// Turns modules into scripts, because V8 gives only the compiled form of scripts away: one with what is always run, one
// with what is loaded when it is needed, and no module in both (docs/decisions/0019-verify-compiled-once.md).
import { basename } from 'node:path';

import { type BuildResult, transform } from 'esbuild';

type Built = BuildResult<{ readonly metafile: true; readonly write: false }>;

export interface Scripts {
  /** Answers what the first of the entries exports. */
  readonly first: string;
  /** Answers its modules to the first, which asks for it as `later`. */
  readonly second: string;
}

/**
 * The chunks of one build: those that the entries, as `src/…`, need at once in the first script, the rest in the second.
 */
export const asScripts = async (
  { metafile, outputFiles }: Built,
  entries: readonly [string, ...string[]],
  later: string,
): Promise<Scripts> => {
  const outputs = new Map(Object.entries(metafile.outputs).map(([path, about]) => [basename(path), about]));
  const [main, ...more] = entries.map((entry) => {
    const [name] = [...outputs].find(([, { entryPoint }]) => entryPoint === entry) ?? [];
    if (name === undefined) throw new Error(`${entry} is no entry of a chunk`);
    return name;
  });
  const atOnce = new Set<string>();
  const need = (name: string): void => {
    if (atOnce.has(name)) return;
    atOnce.add(name);
    for (const { path, kind } of outputs.get(name)?.imports ?? [])
      if (kind === 'import-statement' && outputs.has(basename(path))) need(basename(path));
  };
  for (const name of [main ?? '', ...more]) need(name);
  const parts = await Promise.all(
    outputFiles.map(async ({ path, text }) => ({ name: basename(path), code: await asFunction(text) })),
  );
  const textOf = (chosen: typeof parts): string =>
    `{${chosen.map(({ name, code }) => `${JSON.stringify(`./${name}`)}:${code}`).join(',\n')}}`;
  return {
    first: `${BEGIN}const parts=${textOf(parts.filter(({ name }) => atOnce.has(name)))};
${LOAD(later)}
module.exports=load(${JSON.stringify(`./${main ?? ''}`)});
})
`,
    second: `${BEGIN}module.exports=${textOf(parts.filter(({ name }) => !atOnce.has(name)))};\n})\n`,
  };
};

/** Each is a function already, so that nothing of its size is put together when it is loaded. */
const BEGIN = '(function(exports,require,module){"use strict";';

const LOAD = (later: string): string => `const made=Object.create(null);
let whole=false;
const load=(name)=>{
if(!name.startsWith("./"))return require(name);
if(made[name])return made[name].exports;
if(!parts[name]&&!whole){whole=true;Object.assign(parts,require(${JSON.stringify(later)}))}
const module=made[name]={exports:{}};
parts[name](module.exports,load,module);
return module.exports;
};`;

const asFunction = async (text: string): Promise<string> => {
  const { code } = await transform(text, {
    format: 'cjs',
    target: 'node22',
    platform: 'node',
    minifySyntax: true,
    // A quarter less to read and hash, and fewer names for V8 to look up, before anything is verified.
    minifyIdentifiers: true,
    minifyWhitespace: true,
    legalComments: 'none',
    // Loading is synchronous there.
    supported: { 'dynamic-import': false },
  });
  return `(exports,require,module)=>{${code}}`;
};
