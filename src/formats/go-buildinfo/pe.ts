// Where the build information of a Go program lies in a PE file (Microsoft's "PE Format": it has no section of its own).
import type { ByteRanges } from '../byte-ranges.ts';
import { fieldsOf, type Region } from './fields.ts';

const SECTION = 40;
// Initialised data, readable, writable; the alignment bits say nothing.
const DATA = 0xc0000040;
const ALIGNMENT = 0x00f00000;

/** Whether a file begins as PE does. */
export const isPe = (head: Uint8Array): boolean => head[0] === 0x4d && head[1] === 0x5a;

/** The first section of writable data, in which the information is to be looked for; `undefined` when there is none. */
export const peRegion = async (file: ByteRanges): Promise<Region | undefined> => {
  const dos = await file.read(0, 64);
  if (dos === undefined) return undefined;
  const start = fieldsOf(dos, true).u32(60);
  const coff = await file.read(start, 24);
  if (coff === undefined || fieldsOf(coff, true).u32(0) !== 0x4550) return undefined;
  const header = fieldsOf(coff, true);
  const bytes = await file.read(start + 24 + header.u16(20), header.u16(6) * SECTION);
  if (bytes === undefined) return undefined;
  const table = fieldsOf(bytes, true);
  for (let at = 0; at < bytes.length; at += SECTION) {
    const [address, size, offset] = [table.u32(at + 12), table.u32(at + 16), table.u32(at + 20)];
    const kind = (table.u32(at + 36) & ~ALIGNMENT) >>> 0;
    if (address !== 0 && size !== 0 && kind === DATA) return { offset, size };
  }
  return undefined;
};
