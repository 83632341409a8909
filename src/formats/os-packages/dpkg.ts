// Installed Debian packages (deb-control(5); dpkg's `status`, and one paragraph a file in `status.d` of distroless images).
import { FormatError } from '../format-error.ts';
import { MAX_PACKAGES, type OsPackage } from './package.ts';

/**
 * The packages that are there: what was removed and left only its configuration is passed over; a paragraph
 * without `Status` (distroless) is a package. Throws `FormatError`.
 */
export const parseDpkgStatus = (bytes: Uint8Array): readonly OsPackage[] => {
  const packages: OsPackage[] = [];
  for (const fields of paragraphs(new TextDecoder().decode(bytes))) {
    const state = fields.get('status')?.split(/\s+/)[2];
    if (state === 'not-installed' || state === 'config-files') continue;
    if (packages.length === MAX_PACKAGES) throw new FormatError(`more than ${MAX_PACKAGES} packages`);
    packages.push(read(fields));
  }
  return packages;
};

const NAME = /^[a-z0-9][a-z0-9+._-]*$/i;
const VERSION = /^[a-z0-9][a-z0-9.+:~_-]*$/i;
const WORD = /^[a-z0-9][a-z0-9-]*$/i;

const read = (fields: ReadonlyMap<string, string>): OsPackage => {
  const name = demanded(fields, 'package', NAME);
  const version = demanded(fields, 'version', VERSION);
  const architecture = fields.has('architecture') ? demanded(fields, 'architecture', WORD) : undefined;
  const source = sourceOf(fields.get('source'), name);
  return {
    type: 'deb',
    name,
    version,
    ...(architecture === undefined ? {} : { architecture }),
    ...(source === undefined ? {} : { source }),
  };
};

// `name`, or `name (version)` where its version is another one.
const sourceOf = (text: string | undefined, name: string): string | undefined => {
  const found = /^(\S+)(?:\s+\((\S+)\))?$/.exec(text ?? '');
  if (found === null || found[1] === undefined || !NAME.test(found[1])) return undefined;
  if (found[2] !== undefined) return `${found[1]}@${found[2]}`;
  return found[1] === name ? undefined : found[1];
};

const demanded = (fields: ReadonlyMap<string, string>, key: string, pattern: RegExp): string => {
  const value = fields.get(key);
  if (value === undefined || value.length > 512 || !pattern.test(value))
    throw new FormatError(`a package of dpkg has no usable ${key}`);
  return value;
};

// Field names are compared without case; lines that go on begin with a space and are of no field that is read.
function* paragraphs(text: string): Generator<ReadonlyMap<string, string>> {
  let fields = new Map<string, string>();
  for (const line of text.split('\n')) {
    if (line.trim() === '') {
      if (fields.size > 0) yield fields;
      fields = new Map();
      continue;
    }
    if (/^[ \t]/.test(line) && fields.size > 0) continue;
    const colon = line.indexOf(':');
    const key = line.slice(0, colon).toLowerCase();
    if (colon <= 0 || !/^[!-9;-~]+$/.test(key)) throw new FormatError('a line of dpkg is no field');
    if (fields.has(key)) throw new FormatError(`a package of dpkg has ${key} twice`);
    fields.set(key, line.slice(colon + 1).trim());
  }
  if (fields.size > 0) yield fields;
}
