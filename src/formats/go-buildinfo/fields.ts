// Fixed-width numbers in the headers of executables, in the byte order that the file declares.

export interface Fields {
  readonly u16: (at: number) => number;
  readonly u32: (at: number) => number;
  /** A 64-bit number; beyond 2^53 it is `Infinity`, which lies outside every file. */
  readonly u64: (at: number) => number;
  /** A name padded with zero bytes to `width`. */
  readonly name: (at: number, width: number) => string;
}

/** A region of a file, in bytes. */
export interface Region {
  readonly offset: number;
  readonly size: number;
}

/** Reads fields of a header that was checked to be long enough; outside it every field is zero. */
export const fieldsOf = (bytes: Uint8Array, littleEndian: boolean): Fields => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fits = (at: number, width: number): boolean => at >= 0 && at + width <= bytes.length;
  const u32 = (at: number): number => (fits(at, 4) ? view.getUint32(at, littleEndian) : 0);
  return {
    u16: (at) => (fits(at, 2) ? view.getUint16(at, littleEndian) : 0),
    u32,
    u64: (at) => {
      const value = littleEndian ? u32(at + 4) * 2 ** 32 + u32(at) : u32(at) * 2 ** 32 + u32(at + 4);
      return Number.isSafeInteger(value) ? value : Number.POSITIVE_INFINITY;
    },
    name: (at, width) => {
      const field = bytes.subarray(at, at + width);
      const end = field.indexOf(0);
      return String.fromCharCode(...(end === -1 ? field : field.subarray(0, end)));
    },
  };
};
