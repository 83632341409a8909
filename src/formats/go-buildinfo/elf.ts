// Where the build information of a Go program lies in an ELF file (System V ABI, "Object Files"; gabi 4.1).
import type { ByteRanges } from '../byte-ranges.ts';
import { type Fields, fieldsOf, type Region } from './fields.ts';

const SECTION = '.go.buildinfo';
const PT_LOAD = 1;
const WRITABLE = 2;
const EXECUTABLE = 1;

/** Offsets of the fields that are read, for each class. */
const CLASSES = {
  1: {
    header: 52,
    word: 'u32',
    phoff: 28,
    shoff: 32,
    phentsize: 42,
    section: { size: 40, offset: 16, length: 20 },
    program: { size: 32, flags: 24, offset: 4, length: 16 },
  },
  2: {
    header: 64,
    word: 'u64',
    phoff: 32,
    shoff: 40,
    phentsize: 54,
    section: { size: 64, offset: 24, length: 32 },
    program: { size: 56, flags: 4, offset: 8, length: 32 },
  },
} as const;
type Layout = (typeof CLASSES)[1 | 2];

/** Whether a file begins as ELF does. */
export const isElf = (head: Uint8Array): boolean =>
  head[0] === 0x7f && head[1] === 0x45 && head[2] === 0x4c && head[3] === 0x46;

/** The section `.go.buildinfo`, or the first writable data segment; `undefined` when there is neither. */
export const elfRegion = async (file: ByteRanges): Promise<Region | undefined> => {
  const ident = await file.read(0, 16);
  const layout = ident?.[4] === 1 ? CLASSES[1] : ident?.[4] === 2 ? CLASSES[2] : undefined;
  if (layout === undefined || (ident?.[5] !== 1 && ident?.[5] !== 2)) return undefined;
  const littleEndian = ident[5] === 1;
  const bytes = await file.read(0, layout.header);
  if (bytes === undefined) return undefined;
  const header = fieldsOf(bytes, littleEndian);
  return (
    (await bySection(file, header, layout, littleEndian)) ?? bySegment(file, header, layout, littleEndian)
  );
};

const bySection = async (
  file: ByteRanges,
  header: Fields,
  layout: Layout,
  littleEndian: boolean,
): Promise<Region | undefined> => {
  const entry = header.u16(layout.phentsize + 4);
  const count = header.u16(layout.phentsize + 6);
  if (entry < layout.section.size || count === 0) return undefined;
  const bytes = await file.read(header[layout.word](layout.shoff), entry * count);
  if (bytes === undefined) return undefined;
  const table = fieldsOf(bytes, littleEndian);
  const at = (index: number): Region => ({
    offset: table[layout.word](index * entry + layout.section.offset),
    size: table[layout.word](index * entry + layout.section.length),
  });
  const names = at(header.u16(layout.phentsize + 8));
  const strings = await file.read(names.offset, names.size);
  if (strings === undefined) return undefined;
  const text = fieldsOf(strings, littleEndian);
  for (let index = 0; index < count; index++) {
    if (text.name(table.u32(index * entry), SECTION.length + 1) === SECTION) return at(index);
  }
  return undefined;
};

const bySegment = async (
  file: ByteRanges,
  header: Fields,
  layout: Layout,
  littleEndian: boolean,
): Promise<Region | undefined> => {
  const entry = header.u16(layout.phentsize);
  const count = header.u16(layout.phentsize + 2);
  if (entry < layout.program.size || count === 0) return undefined;
  const bytes = await file.read(header[layout.word](layout.phoff), entry * count);
  if (bytes === undefined) return undefined;
  const table = fieldsOf(bytes, littleEndian);
  for (let start = 0; start < bytes.length; start += entry) {
    const access = table.u32(start + layout.program.flags) & (WRITABLE | EXECUTABLE);
    if (table.u32(start) !== PT_LOAD || access !== WRITABLE) continue;
    return {
      offset: table[layout.word](start + layout.program.offset),
      size: table[layout.word](start + layout.program.length),
    };
  }
  return undefined;
};
