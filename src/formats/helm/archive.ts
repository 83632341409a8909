// Chart archives as Helm packs them: their gzip header holds an extra field and a comment (helm pkg/chart/v2/util, Save;
// RFC 1952 2.3), which our strict reader takes from nobody else.
import { FormatError } from '../format-error.ts';
import { GZIP_HEADER } from '../gzip.ts';

/** The same gzip member with a plain header. Throws `FormatError` for what is no gzip, or whose header has no end. */
export const withPlainHeader = (bytes: Uint8Array): Uint8Array => {
  const [first, second, method, flags = 0] = bytes;
  if (first !== 0x1f || second !== 0x8b || method !== 8 || flags > 0x1f)
    throw new FormatError('it is not gzip');
  let at = 10;
  if ((flags & EXTRA) !== 0) at += 2 + (bytes[at] ?? 0) + 256 * (bytes[at + 1] ?? 0);
  for (const field of [NAME, COMMENT]) {
    if ((flags & field) === 0) continue;
    const end = bytes.indexOf(0, at);
    if (end < 0) throw new FormatError('its header has no end');
    at = end + 1;
  }
  if ((flags & CHECKSUM) !== 0) at += 2;
  if (at >= bytes.length) throw new FormatError('its header has no end');
  const plain = new Uint8Array(GZIP_HEADER.length + bytes.length - at);
  plain.set(GZIP_HEADER);
  plain.set(bytes.subarray(at), GZIP_HEADER.length);
  return plain;
};

const CHECKSUM = 0x02;
const EXTRA = 0x04;
const NAME = 0x08;
const COMMENT = 0x10;
