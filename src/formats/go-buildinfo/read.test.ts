import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { Failure } from '../../domain/failure.ts';
import { buildInfo, elf32, elf64, fat, machO, pe } from './fixtures/programs.ts';
import { type GoBuildInfo, readGoBuildInfo } from './read.ts';

const LINES = [
  'path\texample.com/acme/widget/cmd/widget',
  'mod\texample.com/acme/widget\tv1.2.3\t',
  'dep\tgithub.com/spf13/pflag\tv1.0.5',
  '=>\tgithub.com/spf13/pflag\tv1.0.6\th1:jFzHGLGAlb3ruxLB8MhbI6A8+AQX/2eW4qeyNZXNp2o=',
  'dep\tgolang.org/x/sys\tv0.30.0\th1:QjkSwP/36a20jFYWkSue1YwXzLmsV5Gfq7Eiy72C1uc=',
  'build\t-compiler=gc',
  'build\tGOOS=linux',
  '',
].join('\n');
const INFO: GoBuildInfo = {
  goVersion: 'go1.26.5',
  path: 'example.com/acme/widget/cmd/widget',
  main: { path: 'example.com/acme/widget', version: 'v1.2.3' },
  dependencies: [
    {
      path: 'github.com/spf13/pflag',
      version: 'v1.0.5',
      replaced: {
        path: 'github.com/spf13/pflag',
        version: 'v1.0.6',
        sum: 'h1:jFzHGLGAlb3ruxLB8MhbI6A8+AQX/2eW4qeyNZXNp2o=',
      },
    },
    { path: 'golang.org/x/sys', version: 'v0.30.0', sum: 'h1:QjkSwP/36a20jFYWkSue1YwXzLmsV5Gfq7Eiy72C1uc=' },
  ],
  settings: ['-compiler=gc', 'GOOS=linux'],
};
const KINDS = [
  { kind: 'ELF, 64-bit', make: elf64 },
  { kind: 'ELF, 32-bit big-endian without sections', make: elf32 },
  { kind: 'Mach-O', make: machO },
  { kind: 'universal Mach-O', make: fat },
  { kind: 'PE', make: pe },
];

const read = (bytes: Uint8Array, chunk = 100): Promise<GoBuildInfo | undefined> =>
  readGoBuildInfo('widget', {
    size: bytes.length,
    open: async function* () {
      for (let at = 0; at < bytes.length; at += chunk) yield bytes.subarray(at, at + chunk);
    },
  });
const codeOf = async (bytes: Uint8Array): Promise<string> => {
  try {
    return (await read(bytes)) === undefined ? 'none' : 'read';
  } catch (error) {
    return error instanceof Failure ? error.code : String(error);
  }
};

describe('Go build information', () => {
  it.each(KINDS)('is read from $kind', async ({ make }) => {
    expect(await read(make(buildInfo('go1.26.5', LINES)))).toEqual(INFO);
  });

  it('is found however the stream is cut', async () => {
    const program = pe(buildInfo('go1.26.5', LINES));
    for (const chunk of [1, 7, 16, 4096]) expect(await read(program, chunk)).toEqual(INFO);
  });

  it('may hold a version and no modules', async () => {
    expect(await read(elf64(buildInfo('go1.26.5', '')))).toEqual({
      goVersion: 'go1.26.5',
      dependencies: [],
      settings: [],
    });
  });

  it.each([
    { what: 'an empty file', bytes: new Uint8Array(0) },
    { what: 'a text', bytes: new TextEncoder().encode('#!/bin/sh\necho widget\n') },
    { what: 'an ELF header alone', bytes: elf64(new Uint8Array(0)).subarray(0, 64) },
    { what: 'a program without the magic', bytes: elf64(new Uint8Array(64)) },
    { what: 'a program older than Go 1.18', bytes: elf64(buildInfo('go1.17', LINES, 0)) },
    {
      what: 'a Java class',
      bytes: Uint8Array.of(0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 52, ...new Array<number>(64).fill(7)),
    },
  ])('is not seen in $what', async ({ bytes }) => {
    expect(await read(bytes)).toBeUndefined();
  });

  it.each([
    { what: 'is cut short', info: buildInfo('go1.26.5', LINES).subarray(0, 60) },
    { what: 'is only a header', info: buildInfo('go1.26.5', LINES).subarray(0, 20) },
    { what: 'names a module without a path', info: buildInfo('go1.26.5', 'dep\t\tv1\n') },
    { what: 'replaces nothing', info: buildInfo('go1.26.5', '=>\tx\tv1\n') },
    { what: 'replaces twice', info: buildInfo('go1.26.5', 'dep\tx\tv1\n=>\ty\tv1\n=>\tz\tv1\n') },
    { what: 'has two main modules', info: buildInfo('go1.26.5', 'mod\tx\tv1\nmod\ty\tv1\n') },
    { what: 'holds control characters', info: buildInfo('go1.26.5', 'dep\tx\x1b[2J\tv1\n') },
    { what: 'has a version of control characters', info: buildInfo('go\x1b', LINES) },
  ])('that $what is refused', async ({ info }) => {
    expect(await codeOf(elf64(info))).toBe('SBOM_UNREADABLE');
  });

  it('never crashes on damaged programs', async () => {
    const programs = KINDS.map(({ make }) => make(buildInfo('go1.26.5', LINES)));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...programs),
        fc.array(fc.tuple(fc.nat(300), fc.nat(255)), { maxLength: 6 }),
        fc.nat(),
        async (program, edits, cut) => {
          const bytes = program.slice(0, cut % 3 === 0 ? cut % program.length : program.length);
          for (const [at, value] of edits) if (at < bytes.length) bytes[at] = value;
          expect(['none', 'read', 'SBOM_UNREADABLE']).toContain(await codeOf(bytes));
        },
      ),
      { numRuns: 500 },
    );
  });
});
