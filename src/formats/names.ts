// Which file names a release may hold (trust.md 4): one path segment that every system can write and every eye can tell apart.

const MAX_BYTES = 255;
// Within a function, because the tables behind these classes are built, in milliseconds, where they stand.
const unseen = (): RegExp => /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;
const SEPARATOR = /[/\\:]/;
// Names that Windows keeps for devices, with any ending.
const DEVICE = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)/;

/** Why this may not be a file name of a release, in a few words; `undefined` when it may. */
export const nameFault = (name: string): string | undefined => {
  if (name === '') return 'it is empty';
  if (!ASCII.test(name) && unseen().test(name)) return 'it holds a control or invisible character';
  if (SEPARATOR.test(name)) return 'it holds a path separator';
  if (name === '.' || name === '..') return 'it names a directory';
  if (name.endsWith('.') || name !== name.trim()) return 'it begins or ends with a space or ends with a dot';
  if (DEVICE.test(name.toLowerCase())) return 'some systems keep it for a device';
  if (new TextEncoder().encode(name).length > MAX_BYTES) return `it is longer than ${MAX_BYTES} bytes`;
  return undefined;
};

/** What two names must not share: the same after Unicode NFC and case folding. */
export const foldName = (name: string): string =>
  // Most names are ASCII, and the tables for all others take long to load.
  ASCII.test(name) ? name.toLowerCase() : name.normalize('NFC').toUpperCase().toLowerCase().normalize('NFC');

const ASCII = /^[\x20-\x7e]*$/;

/** Pairs of names that a file system or an eye may take for one another. */
export const collisions = (names: readonly string[]): readonly (readonly [string, string])[] => {
  const first = new Map<string, string>();
  const pairs: (readonly [string, string])[] = [];
  for (const name of names) {
    const other = first.get(foldName(name));
    if (other === undefined) first.set(foldName(name), name);
    else pairs.push([other, name]);
  }
  return pairs;
};

/** The first name that another one before it may be taken for; `undefined` when all differ. */
export const duplicateName = (names: readonly string[]): string | undefined => collisions(names)[0]?.[1];
