// SHA-256 lists as coreutils' `sha256sum` writes and reads them, in text mode (coreutils manual, "cksum output modes").
import { type Digest, digestOfHex, hexOf } from '../domain/digest.ts';
import { byName } from '../domain/release-assets.ts';
import { FormatError } from './format-error.ts';
import { decodeUtf8 } from './json.ts';
import { nameFault } from './names.ts';

export interface ChecksumLine {
  /** One path segment. */
  readonly name: string;
  readonly digest: Digest;
}

const LIMIT = 16 * 1024 * 1024;
// `<hex>␠␠<name>` or, in binary mode, `<hex>␠*<name>`.
const LINE = /^([0-9a-f]{64}) [ *](.+)$/;

/**
 * Text mode, sorted by name in byte order, one final line feed. Throws a `TypeError` for a name that a release
 * may not hold: such a name would need escapes, or lead `sha256sum -c` out of its directory.
 */
export const formatChecksums = (lines: readonly ChecksumLine[]): Uint8Array => {
  const refused = lines.find(({ name }) => nameFault(name) !== undefined);
  if (refused !== undefined) throw new TypeError(`no checksum list holds ${JSON.stringify(refused.name)}`);
  const sorted = [...lines].sort(byName);
  return new TextEncoder().encode(sorted.map(({ name, digest }) => `${hexOf(digest)}  ${name}\n`).join(''));
};

/**
 * The lines of a list. Strict where `sha256sum -c` is lenient, because what it reads must be what we judged:
 * lower-case hexadecimal, no comments, no blank lines, no escapes, no paths, no name twice, a final line feed.
 * Throws `FormatError`.
 */
export const parseChecksums = (bytes: Uint8Array): readonly ChecksumLine[] => {
  if (bytes.length > LIMIT) throw new FormatError(`larger than ${LIMIT} bytes`);
  const text = decodeUtf8(bytes);
  if (text === '') throw new FormatError('it holds no line');
  if (!text.endsWith('\n')) throw new FormatError('its last line has no end');
  const lines = text.slice(0, -1).split('\n').map(parseLine);
  const twice = repeated(lines.map(({ name }) => name));
  if (twice !== undefined) throw new FormatError(`it holds ${JSON.stringify(twice)} twice`);
  return lines;
};

const parseLine = (line: string, index: number): ChecksumLine => {
  const at = `line ${index + 1}`;
  const [, hex, name] = LINE.exec(line) ?? [];
  const digest = hex === undefined ? undefined : digestOfHex(hex);
  if (digest === undefined || name === undefined) throw new FormatError('no checksum line', at);
  const fault = nameFault(name);
  if (fault !== undefined) throw new FormatError(`its name is refused: ${fault}`, at);
  return { name, digest };
};

const repeated = (names: readonly string[]): string | undefined => {
  const seen = new Set<string>();
  return names.find((name) => seen.size === seen.add(name).size);
};
