// The first customer's two configurations are one release: they differ in how the image is made, and in nothing else.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

import { parseConfiguration } from '../../src/formats/configuration/index.ts';
import { ROOT } from '../support/colophon.ts';

interface Written {
  readonly build: {
    readonly files: Readonly<Record<string, object>>;
    readonly images: { readonly breakglass: Readonly<Record<string, unknown>> };
  };
}

const read = (name: string) => {
  const path = `examples/k8s-breakglass/${name}`;
  const bytes = readFileSync(join(ROOT, path));
  expect(() => parseConfiguration(bytes, path)).not.toThrow();
  return parse(bytes.toString('utf8')) as Written;
};

describe('the example with a Dockerfile', () => {
  const composed = read('colophon.yaml');
  const built = read('dockerfile.colophon.yaml');

  it('is the same release but for how the image is made', () => {
    const { layers, ...image } = composed.build.images.breakglass;
    const { dockerfile, ...same } = built.build.images.breakglass;
    expect(same).toEqual(image);
    expect([typeof layers, typeof dockerfile]).toEqual(['object', 'object']);
    expect(built.build.files).toEqual({ bgctl: composed.build.files['bgctl'] });
    expect({ ...built, build: {} }).toEqual({ ...composed, build: {} });
  });

  it('changes nothing in the Dockerfile, and puts nothing in the place of what it names', () => {
    expect(Object.keys(built.build.images.breakglass['dockerfile'] as object)).toEqual(['args']);
  });
});
