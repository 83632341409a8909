// Where the build information of a Go program lies in a Mach-O file (Apple's mach-o/loader.h and fat.h).
import type { ByteRanges } from '../byte-ranges.ts';
import { fieldsOf, type Region } from './fields.ts';

const SECTION = '__go_buildinfo';
const FAT = 0xcafebabe;

interface Layout {
  readonly header: number;
  /** The load command that describes a segment. */
  readonly segment: number;
  readonly word: 'u32' | 'u64';
  /** Offsets within it: how many sections, the first of them, and the size of each. */
  readonly count: number;
  readonly sections: number;
  readonly section: number;
  /** Offsets within a section. */
  readonly length: number;
  readonly offset: number;
}

/** By the magic number read as little-endian; all of Go's targets are. */
const LAYOUTS: ReadonlyMap<number, Layout> = new Map<number, Layout>([
  [
    0xfeedface,
    { header: 28, segment: 0x1, word: 'u32', count: 48, sections: 56, section: 68, length: 36, offset: 40 },
  ],
  [
    0xfeedfacf,
    { header: 32, segment: 0x19, word: 'u64', count: 64, sections: 72, section: 80, length: 40, offset: 48 },
  ],
]);

/** Whether a file begins as Mach-O or a universal file does. */
export const isMachO = (head: Uint8Array): boolean =>
  LAYOUTS.has(fieldsOf(head, true).u32(0)) || fieldsOf(head, false).u32(0) === FAT;

/** The section `__go_buildinfo`, of the first architecture in a universal file; `undefined` when there is none. */
export const machORegion = async (file: ByteRanges): Promise<Region | undefined> => {
  const fat = await file.read(0, 28);
  if (fat === undefined) return undefined;
  const fields = fieldsOf(fat, false);
  return fields.u32(0) === FAT ? thin(file, fields.u32(16)) : thin(file, 0);
};

const thin = async (file: ByteRanges, base: number): Promise<Region | undefined> => {
  const start = await file.read(base, 28);
  if (start === undefined) return undefined;
  const header = fieldsOf(start, true);
  const layout = LAYOUTS.get(header.u32(0));
  if (layout === undefined) return undefined;
  const bytes = await file.read(base + layout.header, header.u32(20));
  if (bytes === undefined) return undefined;
  const commands = fieldsOf(bytes, true);
  let at = 0;
  for (let left = header.u32(16); left > 0 && at + 8 <= bytes.length; left--) {
    const size = commands.u32(at + 4);
    if (size < 8 || at + size > bytes.length) return undefined;
    if (commands.u32(at) === layout.segment) {
      const end = Math.min(
        at + size,
        at + layout.sections + commands.u32(at + layout.count) * layout.section,
      );
      for (let section = at + layout.sections; section + layout.section <= end; section += layout.section) {
        if (commands.name(section, 16) !== SECTION) continue;
        return {
          offset: base + commands.u32(section + layout.offset),
          size: commands[layout.word](section + layout.length),
        };
      }
    }
    at += size;
  }
  return undefined;
};
