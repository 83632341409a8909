import { readFileSync } from 'node:fs';

import { satisfies } from 'semver';
import { expect, it } from 'vitest';

import { isSupportedNode, NODE_RANGE, REPORT_URL, VERSION } from './version.ts';

const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  readonly version: string;
  readonly bugs: string;
  readonly engines: { readonly node: string };
};

it('says what package.json says', () => {
  expect({ version: VERSION, bugs: REPORT_URL, node: NODE_RANGE }).toEqual({
    version: manifest.version,
    bugs: manifest.bugs,
    node: manifest.engines.node,
  });
});

it.each([
  '18.20.8',
  '20.20.2',
  '22.22.1',
  '22.22.2',
  '22.23.0',
  '23.11.0',
  '24.0.0',
  '24.14.9',
  '24.15.0',
  '24.21.0',
  '25.0.0',
  '25.9.9',
  '26.0.0',
  '26.10.0',
  '27.0.0',
  '30.1.2',
])('judges Node %s as the range in package.json does', (version) => {
  expect(isSupportedNode(version)).toBe(satisfies(version, manifest.engines.node));
});
