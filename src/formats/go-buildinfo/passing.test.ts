import { describe, expect, it } from 'vitest';

import { buildInfo, elf32, elf64 } from './fixtures/programs.ts';
import { watchForGo } from './passing.ts';

const INFO = buildInfo('go1.26.5', 'path\tx\n');
const MARK = Buffer.from('\u00ff Go buildinf:\u0008\u0002', 'latin1');
const ELF = Buffer.from('\u007fELF'.padEnd(16, '\0'), 'latin1');
const watched = (file: Uint8Array, step: number) => {
  const watch = watchForGo();
  for (let at = 0; at < file.length; at += step) watch.see(file.subarray(at, at + step));
  return watch.found();
};

describe('a program whose bytes pass once', () => {
  it.each([1, 3, 17, 100, 100_000])('says its build information in pieces of %i bytes', (step) => {
    expect(watched(elf64(INFO), step)).toMatchObject({ goVersion: 'go1.26.5', path: 'x' });
    expect(watched(elf32(INFO), step)).toMatchObject({ goVersion: 'go1.26.5', path: 'x' });
  });

  it('is read wherever the mark lies in the pieces', () => {
    for (let blocks = 0; blocks < 40; blocks++)
      for (const step of [15, 20, 100, 113])
        expect(watched(Buffer.concat([ELF, Buffer.alloc(16 * blocks, 0xff), INFO]), step)).toMatchObject({
          path: 'x',
        });
  });

  it('is read behind a mark that a program holds as a text of its own', () => {
    const decoy = Buffer.concat([MARK, Buffer.alloc(48 - MARK.length)]);
    expect(watched(Buffer.concat([ELF, decoy, INFO]), 7)).toMatchObject({ goVersion: 'go1.26.5' });
    expect(
      watched(Buffer.concat([ELF, Buffer.from('x'), MARK, Buffer.alloc(15 - MARK.length + 16), INFO]), 7),
    ).toMatchObject({
      goVersion: 'go1.26.5',
    });
    expect(watched(Buffer.concat([ELF, INFO, Buffer.alloc(3 * 2 ** 20)]), 65_536)).toMatchObject({
      path: 'x',
    });
  });

  it.each([
    { what: 'no ELF file', file: Buffer.concat([Buffer.alloc(16), INFO]), is: undefined },
    { what: 'nothing', file: new Uint8Array(), is: undefined },
    { what: 'three bytes', file: ELF.subarray(0, 3), is: undefined },
    { what: 'an ELF file without a mark', file: Buffer.concat([ELF, Buffer.alloc(2 ** 21)]), is: undefined },
    { what: 'a mark at an odd place', file: Buffer.concat([ELF, Buffer.from('x'), INFO]), is: undefined },
    { what: 'a mark with nothing behind it', file: Buffer.concat([ELF, MARK]), is: 'unreadable' },
    {
      what: 'the pointers of Go before 1.18',
      file: Buffer.concat([ELF, buildInfo('go1.17', '', 0)]),
      is: 'unreadable',
    },
    { what: 'a length that leads out', file: Buffer.concat([ELF, INFO.subarray(0, 40)]), is: 'unreadable' },
  ])('says $is for $what', ({ file, is }) => {
    expect([watched(file, 100), watched(file, 65_536)]).toEqual([is, is]);
  });
});
