// Writes the published JSON schemas from the ones that parse; `--check` only says whether they are up to date.
import { readFile, writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';

import * as prettier from 'prettier';
import * as z from 'zod/mini';

import { configurationSchema } from '../src/formats/configuration/schema.ts';
import { forgeStateSchema } from '../src/formats/forge-state.ts';

interface Published {
  /** From the root of the repository. */
  readonly path: string;
  readonly title: string;
  readonly schema: z.core.$ZodType;
}

const BASE = 'https://github.com/colophon-release/colophon/raw/main/';

const PUBLISHED: readonly Published[] = [
  { path: 'docs/colophon.schema.json', title: 'colophon.yaml', schema: configurationSchema },
  {
    path: 'docs/formats/forge-state.schema.json',
    title: 'The forge of a rehearsal',
    schema: forgeStateSchema,
  },
];

/** The published schemas by path, as they must stand in the repository. */
export const publishedSchemas = async (): Promise<ReadonlyMap<string, string>> => {
  const config = (await prettier.resolveConfig(new URL('schemas.ts', import.meta.url).pathname)) ?? {};
  const entries = PUBLISHED.map(async ({ path, title, schema }) => {
    const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input', target: 'draft-2020-12' });
    const text = JSON.stringify({ $schema, $id: `${BASE}${path}`, title, ...rest });
    return [path, await prettier.format(text, { ...config, parser: 'json' })] as const;
  });
  return new Map(await Promise.all(entries));
};

const root = new URL('..', import.meta.url);

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  for (const [path, text] of await publishedSchemas()) {
    const file = new URL(path, root);
    const same = (await readFile(file, 'utf8').catch(() => '')) === text;
    if (same) continue;
    if (process.argv.includes('--check')) {
      process.stderr.write(`${path} is not up to date: run \`npx node scripts/schemas.ts\`\n`);
      process.exitCode = 1;
    } else await writeFile(file, text);
  }
}
