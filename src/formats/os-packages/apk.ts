// Installed Alpine packages (apk-tools, apk.5 "installed": one letter, a colon, a value; a blank line ends a package).
import { FormatError } from '../format-error.ts';
import { MAX_PACKAGES, type OsPackage } from './package.ts';

/** Every package of the database; throws `FormatError`. */
export const parseApkInstalled = (bytes: Uint8Array): readonly OsPackage[] => {
  const packages: OsPackage[] = [];
  let fields = new Map<string, string>();
  const end = (): void => {
    if (fields.size === 0) return;
    if (packages.length === MAX_PACKAGES) throw new FormatError(`more than ${MAX_PACKAGES} packages`);
    packages.push(read(fields));
    fields = new Map();
  };
  for (const line of new TextDecoder().decode(bytes).split('\n')) {
    if (line === '') {
      end();
      continue;
    }
    const key = line[0] ?? '';
    if (line[1] !== ':' || !/[A-Za-z]/.test(key)) throw new FormatError('a line of apk is no field');
    // Directories and files stand behind, each with fields of its own.
    if (!READ.has(key)) fields.set('', '');
    else if (fields.has(key)) throw new FormatError(`a package of apk has ${key} twice`);
    else fields.set(key, line.slice(2).trim());
  }
  end();
  return packages;
};

const READ: ReadonlySet<string> = new Set(['P', 'V', 'A', 'L', 'o']);
const NAME = /^[a-z0-9._][a-z0-9+._-]*$/i;
const VERSION = /^[a-z0-9][a-z0-9.+:~_-]*$/i;
const WORD = /^[a-z0-9][a-z0-9_-]*$/i;

const read = (fields: ReadonlyMap<string, string>): OsPackage => {
  const name = demanded(fields, 'P', NAME);
  const [licence, origin] = [fields.get('L'), fields.get('o')];
  return {
    type: 'apk',
    name,
    version: demanded(fields, 'V', VERSION),
    ...(fields.has('A') ? { architecture: demanded(fields, 'A', WORD) } : {}),
    ...(licence === undefined || licence === '' ? {} : { licence }),
    ...(origin === undefined || origin === name || !NAME.test(origin) ? {} : { source: origin }),
  };
};

const demanded = (fields: ReadonlyMap<string, string>, key: string, pattern: RegExp): string => {
  const value = fields.get(key);
  if (value === undefined || value.length > 512 || !pattern.test(value))
    throw new FormatError(`a package of apk has no usable ${key}`);
  return value;
};
