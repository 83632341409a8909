import { describe, expect, it } from 'vitest';

import type { Source } from '../../ports/source.ts';
import { toolchainIn, toolchainOf } from './toolchain.ts';

describe('the toolchain that a go.mod asks for', () => {
  it.each([
    { name: 'a release', text: 'module m\n\ngo 1.26.5\n', expect: 'go1.26.5' },
    {
      name: 'a toolchain above the language',
      text: 'module m\n\ngo 1.22\n\ntoolchain go1.26.5 // pinned\n',
      expect: 'go1.26.5',
    },
    { name: 'a release candidate', text: 'module m\ngo 1.27rc1\n', expect: 'go1.27rc1' },
    { name: 'a language alone', text: 'module m\ngo 1.22\n', expect: undefined },
    { name: 'no wish', text: 'module m\n', expect: undefined },
    { name: 'a wish in a comment', text: 'module m\n// go 1.26.5\n', expect: undefined },
    {
      name: 'a requirement that looks alike',
      text: 'module m\nrequire (\n\tgo 1.26.5x\n)\n',
      expect: undefined,
    },
    { name: 'the default by name', text: 'module m\ngo 1.22\ntoolchain default\n', expect: undefined },
  ])('is taken from $name', ({ text, expect: toolchain }) => {
    expect(toolchainIn(text)).toBe(toolchain);
  });

  const source = (files: Readonly<Record<string, string>>): Source =>
    ({
      text: async (_commit: string, path: string) =>
        files[path] === undefined ? undefined : new TextEncoder().encode(files[path]),
    }) as unknown as Source;
  const commit = { commit: 'c'.repeat(40) };

  it.each([
    {
      name: 'the configuration',
      builder: { toolchain: 'go1.20' },
      files: { 'go.mod': 'go 1.26.5' },
      expect: 'go1.20',
    },
    {
      name: 'go.work',
      builder: {},
      files: { 'go.work': 'go 1.26.6', 'go.mod': 'go 1.26.5' },
      expect: 'go1.26.6',
    },
    { name: 'go.mod', builder: {}, files: { 'go.work': 'use .', 'go.mod': 'go 1.26.5' }, expect: 'go1.26.5' },
    { name: 'the machine', builder: {}, files: {}, expect: 'local' },
  ])('may come from $name', async ({ builder, files, expect: toolchain }) => {
    expect(await toolchainOf(builder, commit, source(files))).toBe(toolchain);
  });
});
