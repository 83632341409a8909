// Names of images that an eye takes for ours: the same last part elsewhere, another case, letters that look alike,
// one letter too many, too few, other or swapped.

/** Why the text may be taken for this repository, in a few words; `undefined` when it may not, or is the same. */
export const likeness = (text: string, repository: string): string | undefined => {
  const name = nameOf(text);
  if (name === repository) return undefined;
  const [seen, ours] = [folded(name), folded(repository)];
  if (seen === ours) return 'it differs in case, or in letters that look alike';
  if (withinOneEdit(seen, ours)) return 'it differs in one letter';
  if (lastPart(seen) === lastPart(ours)) return 'it has the same name in another place';
  return undefined;
};

/** Without tag and digest, whatever else the text may be. */
const nameOf = (text: string): string =>
  text
    .trim()
    .replace(/@.*$/s, '')
    .replace(/:[^/:]*$/, '');

const lastPart = (name: string): string => name.slice(name.lastIndexOf('/') + 1);

// Letters of other scripts, and digits, by the Latin letter that they look like.
const ALIKE: ReadonlyMap<string, string> = new Map(
  (
    [
      ['a', 'аαɑ'],
      ['b', 'ЬƄ'],
      ['c', 'сϲ'],
      ['d', 'ԁ'],
      ['e', 'еє'],
      ['g', 'ɡ'],
      ['h', 'һ'],
      ['i', 'іı'],
      ['j', 'ј'],
      ['k', 'кκ'],
      ['l', '1|ӏ'],
      ['m', 'м'],
      ['n', 'ո'],
      ['o', '0оοо'],
      ['p', 'рρ'],
      ['q', 'ԛ'],
      ['r', 'г'],
      ['s', 'ѕ5'],
      ['t', 'т'],
      ['u', 'υս'],
      ['v', 'ѵν'],
      ['w', 'ԝ'],
      ['x', 'хχ'],
      ['y', 'у'],
      ['z', 'ᴢ'],
      ['-', '‐‑–—_.'],
    ] as const
  ).flatMap(([latin, others]) => Array.from(others, (other) => [other, latin] as const)),
);

const folded = (name: string): string =>
  Array.from(name.normalize('NFKC').toLowerCase(), (letter) => ALIKE.get(letter) ?? letter).join('');

/** Equal but for one letter, or for two neighbours in the other order. */
const withinOneEdit = (one: string, other: string): boolean => {
  const [a, b] = [Array.from(one), Array.from(other)];
  if (Math.abs(a.length - b.length) > 1) return false;
  let begin = 0;
  while (begin < a.length && a[begin] === b[begin]) begin += 1;
  let end = 0;
  while (end < Math.min(a.length, b.length) - begin && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  const [left, right] = [a.slice(begin, a.length - end), b.slice(begin, b.length - end)];
  if (left.length <= 1 && right.length <= 1) return true;
  return left.length === 2 && right.length === 2 && left[0] === right[1] && left[1] === right[0];
};
