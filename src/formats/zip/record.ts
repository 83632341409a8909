// The records of a zip file (PKWARE APPNOTE.TXT 4.3): signatures, sizes, and the time in MS-DOS form.

export const LOCAL = { signature: 0x04034b50, size: 30 };
export const DESCRIPTOR = { signature: 0x08074b50, size: 16 };
export const CENTRAL = { signature: 0x02014b50, size: 46 };
export const END = { signature: 0x06054b50, size: 22 };

/** 4.4.4: sizes and CRC follow the data; the name is UTF-8. */
export const FLAGS = 0x0808;
/** 4.4.3: 2.0, DEFLATE. */
export const VERSION_NEEDED = 20;
/** 4.4.2: attributes are those of Unix. */
export const MADE_BY_UNIX = 3;
/** 4.4.5 */
export const DEFLATED = 8;
/** Where ZIP64 begins: 4.4.1.4. */
export const MAX_32 = 0xffff_fffe;
export const MAX_ENTRIES = 0xfffe;

/** Writes little-endian 16 and 32 bit numbers one after the other: `[width in bytes, value]`. */
export const fields = (size: number, values: readonly (readonly [2 | 4, number])[]): Uint8Array => {
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const [width, value] of values) {
    if (width === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += width;
  }
  return bytes;
};

/**
 * Date and time of a moment (seconds since 1970) as MS-DOS keeps them, in UTC whatever the machine's zone,
 * to two seconds; moments before 1980 and after 2107 become the first and the last that there is.
 */
export const dosTime = (epoch: number): { readonly date: number; readonly time: number } => {
  const at = new Date(Math.min(Math.max(epoch, FIRST), LAST) * 1000);
  return {
    date: ((at.getUTCFullYear() - 1980) << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate(),
    time: (at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1),
  };
};

const FIRST = Date.UTC(1980, 0, 1) / 1000;
const LAST = Date.UTC(2107, 11, 31, 23, 59, 58) / 1000;
