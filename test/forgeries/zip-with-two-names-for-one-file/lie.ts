import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'The local header of an entry says one path and the central directory another.',
  code: 'ARCHIVE_CONTRADICTS',
  of: 'images',

  made: () => ({
    files: (files) => {
      files.set('widget_windows_amd64.zip', { role: 'archive', bytes: twoNames });
    },
  }),
  way: 'directory',
  peer: { file: 'widget_windows_amd64.zip', bundle: 'widget_v1.2.3.intoto.jsonl' },
};

const entry = (name: string): Buffer => Buffer.from(name.padEnd(10, '_'));
const u16 = (...values: readonly number[]): Buffer =>
  Buffer.concat(values.map((value) => Buffer.of(value & 255, value >> 8)));
// One empty, stored entry: versions and flags, time, CRC, sizes, length of its name.
const about = u16(20, 0x800, 0, 0, 0x21, 0, 0, 0, 0, 0, 0, 10, 0);
const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), about, entry('widget.exe')]);
const central = Buffer.concat([
  Buffer.from('PK\u0001\u0002'),
  u16(0x0314),
  about,
  u16(0, 0, 0, 0, 0o100644, 0, 0),
  entry('evil.exe'),
]);
const end = Buffer.concat([
  Buffer.from('PK\u0005\u0006'),
  u16(0, 0, 1, 1, central.length, 0, local.length, 0, 0),
]);
const twoNames = new Uint8Array(Buffer.concat([local, central, end]));
