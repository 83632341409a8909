// The published schemas are those that parse.
import { readFileSync } from 'node:fs';

import { expect, it } from 'vitest';

import { publishedSchemas } from '../scripts/schemas.ts';

it('finds every published schema up to date (else: npx node scripts/schemas.ts)', async () => {
  const schemas = await publishedSchemas();
  expect(schemas.size).toBe(2);
  for (const [path, text] of schemas) expect(readFileSync(path, 'utf8'), path).toBe(text);
});
