import { describe, expect, it } from 'vitest';

import { builtFile, imageRule, layerFile } from '../../../test/support/built-image.ts';
import { make } from '../../../test/support/made-image.ts';
import type { createMemoryStore } from '../../../test/support/memory-store.ts';

describe('the files of an image', () => {
  it.each([
    {
      name: 'one that no output matches',
      files: [layerFile('cli', '/widget', { path: 'nothing' })],
      message: 'no file that matches nothing',
    },
    {
      name: 'two in one place',
      files: [layerFile('cli', '/widget'), layerFile('web', '/widget', { path: 'dist/index.html' })],
      message: 'two files would lie at /widget',
    },
    {
      name: 'one below another of another layer',
      files: [layerFile('cli', '/a'), layerFile('web', '/a/b', { path: 'dist/index.html' })],
      message: 'a file would lie at /a, and others below it',
    },
    {
      name: 'several as one',
      files: [layerFile('web', '/page', { path: 'dist/*' }), layerFile('cli', '/a', { path: '*' })],
      many: true,
      message: 'cannot all be /a',
    },
    {
      name: 'of a builder that is not there',
      files: [layerFile('nobody', '/widget')],
      message: '"nobody" is no builder',
    },
  ])('$name are refused', async ({ files, many, message }) => {
    const two = async (store: ReturnType<typeof createMemoryStore>) => [
      await builtFile(store, 'x', 'x'),
      await builtFile(store, 'y', 'y'),
    ];
    await expect(make({ rule: imageRule({ files }), ...(many ? { files: two } : {}) })).rejects.toMatchObject(
      {
        code: 'BUILD_INPUT_INVALID',
        message: expect.stringContaining(message),
      },
    );
  });

  it.each([
    {
      name: 'the one file of a plain path',
      rule: layerFile('web', '/page', { path: 'dist/index.html' }),
      at: ['page'],
    },
    {
      name: 'below a directory',
      rule: layerFile('web', '/page/', { path: 'dist/index.html' }),
      at: ['page/index.html'],
    },
    { name: 'by the name alone', rule: layerFile('web', '/page/', { path: '*.js' }), at: ['page/js/app.js'] },
    {
      name: 'those of a glob',
      rule: layerFile('web', '/page', { path: 'dist/**' }),
      at: ['page/index.html', 'page/js/app.js'],
    },
  ])('$name lie where `to` says', async ({ rule, at }) => {
    const { image } = await make({ rule: imageRule({ files: [rule] }) });
    expect(image.holds.map(({ path }) => path)).toEqual(at);
  });

  it.each(['/a/.wh.b', '/a\u0007'])('one called %j is refused', async (to) => {
    await expect(make({ rule: imageRule({ files: [layerFile('cli', to)] }) })).rejects.toMatchObject({
      code: 'ARCHIVE_ENTRY_INVALID',
    });
  });
});
