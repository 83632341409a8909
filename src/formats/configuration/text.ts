// The kinds of text that a configuration holds: names, paths inside of the checkout, templates, arguments.
// Each is a schema whose message says what is wrong with the text at hand.
import * as z from 'zod/mini';

import { placeholdersOf } from '../template.ts';

const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/** What is wrong with a text, as a whole sentence; `undefined` when nothing is. */
export type Reason = (text: string) => string | undefined;

/** A text for which none of the reasons holds; the first that does is the message. */
export const checkedText = (...reasons: readonly Reason[]): z.ZodMiniString =>
  z.string().check(
    z.check((context) => {
      const message = reasons.map((reason) => reason(context.value)).find((found) => found !== undefined);
      if (message !== undefined) context.issues.push({ code: 'custom', input: context.value, message });
    }),
  );

export const empty: Reason = (text) => (text === '' ? 'this text is empty' : undefined);
export const unseen: Reason = (text) =>
  UNSEEN.test(text) ? 'this text holds control characters or others that cannot be seen' : undefined;
export const long: Reason = (text) =>
  text.length > 4096 ? 'this text is longer than 4096 characters' : undefined;
export const nul: Reason = (text) =>
  text.includes('\0') ? 'an argument cannot hold a zero byte' : undefined;
const like =
  (pattern: RegExp, message: string): Reason =>
  (text) =>
    pattern.test(text) ? undefined : message;

/** Why a text is no path inside of the checkout. */
export const leavesCheckout: Reason = (path) => {
  if (path.includes('\\')) return 'a path is written with `/`, on every system';
  if (path.startsWith('/') || path.startsWith('~') || /^[A-Za-z]:/.test(path)) {
    return 'this path is absolute: paths are relative to the repository';
  }
  if (path.split('/').includes('..')) return 'this path leaves the checkout';
  return undefined;
};

/** Placeholders of the release; those below mean something in some places only. */
export const RELEASE = ['tag', 'version', 'project', 'commit', 'major', 'minor'];
const PLATFORM = ['os', 'arch', 'variant', 'target', 'exe'];
const CHART = ['chart', 'chartVersion'];

/** A text whose placeholders all mean something where it stands. */
export const placeholders =
  (known: readonly string[], where: string): Reason =>
  (text) => {
    const strange = placeholdersOf(text).find((name) => !known.includes(name));
    if (strange === undefined) return undefined;
    return [...RELEASE, ...PLATFORM, ...CHART, 'commitTime', 'asset'].includes(strange)
      ? `{${strange}} means nothing in ${where}`
      : `{${strange}} is no placeholder; there are ${known.map((name) => `{${name}}`).join(' ')}`;
  };

/** What may stand in the name of an asset, placeholders put aside. */
export const assetName: Reason = (text) => {
  const fixed = text.replaceAll(/\{[A-Za-z]+\}/g, 'x');
  if (/[/\\]/.test(fixed)) return 'the name of an asset holds no `/` and no `\\`';
  if (/[<>:"|?*%#&\s]/.test(fixed))
    return 'the name of an asset holds no spaces and none of < > : " | ? * % # &';
  if (fixed.startsWith('.') || fixed.startsWith('-') || fixed.endsWith('.')) {
    return 'the name of an asset begins with no `.` or `-` and ends with no `.`';
  }
  return undefined;
};

/** Any text that is shown or matched, a glob over names of assets among them. */
export const text = checkedText(empty, unseen, long);
/** An argument of a command or the value of a variable; a template. */
export const argument = checkedText(
  nul,
  long,
  placeholders([...RELEASE, ...PLATFORM, 'commitTime'], 'a build'),
);
/** The name of an environment variable. */
export const variable = checkedText(like(/^[A-Za-z_][A-Za-z0-9_]*$/, 'this is no name of a variable'));
/** A path inside of the checkout, or a glob over such paths. */
export const path = checkedText(empty, unseen, long, leavesCheckout);
/** A path inside of the checkout; a template. */
export const pathTemplate = checkedText(
  empty,
  unseen,
  long,
  leavesCheckout,
  placeholders([...RELEASE, ...PLATFORM], 'a path'),
);
/** The name of an asset per target; a template. */
export const assetTemplate = checkedText(
  empty,
  unseen,
  long,
  assetName,
  placeholders([...RELEASE, ...PLATFORM], 'the name of an asset'),
);
/** The name of a built file published as it is, `{asset}` being its own name; a template. */
export const fileTemplate = checkedText(
  empty,
  unseen,
  long,
  assetName,
  placeholders([...RELEASE, ...PLATFORM, 'asset'], 'the name of an asset'),
);
/** The name of an asset of the release; a template. */
export const listTemplate = checkedText(
  empty,
  unseen,
  long,
  assetName,
  placeholders(RELEASE, 'the name of an asset of the whole release'),
);
/** The name of an SBOM; a template that holds `{asset}`. */
export const sbomTemplate = checkedText(
  empty,
  unseen,
  long,
  assetName,
  placeholders([...RELEASE, 'asset'], 'the name of an SBOM'),
  (name) =>
    placeholdersOf(name).includes('asset')
      ? undefined
      : 'the name of an SBOM holds {asset}, the file it describes',
);
/** A root folder of an archive; a template, empty for none. */
export const rootTemplate = checkedText(
  unseen,
  long,
  leavesCheckout,
  placeholders([...RELEASE, ...PLATFORM], 'a root folder'),
);
/** The title of a release; a template. */
export const titleTemplate = checkedText(
  empty,
  unseen,
  long,
  placeholders([...RELEASE, 'commitTime'], 'a title'),
);
/** `gate.tag`: `{version}` exactly once between characters that a git ref and a file name can hold. */
export const tagTemplate = checkedText(
  empty,
  unseen,
  placeholders(['version'], 'the pattern of tags'),
  (pattern) => {
    const parts = pattern.split('{version}');
    if (parts.length !== 2) return 'the pattern of tags holds {version} exactly once';
    if (parts.join('').includes('+')) return 'a tag holds no `+`: OCI tags cannot hold it';
    if (
      !parts.every((part) => /^[A-Za-z0-9@/._-]*$/.test(part)) ||
      /^[-/.]|\/\/|\.\.|\/\.|[/.]$/.test(parts.join('0'))
    ) {
      return 'this is no pattern that git takes as the name of a tag';
    }
    return undefined;
  },
);
/** The id of a builder. */
export const id = checkedText(
  like(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/, 'an id begins with a letter and holds letters, digits, `-` and `_`'),
);
/** A word that may stand in a file name. */
export const word = checkedText(
  like(
    /^[A-Za-z0-9][A-Za-z0-9._+-]{0,99}$/,
    'this word begins with a letter or digit and holds letters, digits and `. _ + -`',
  ),
);
/** `owner/name` on the forge. */
export const slug = checkedText(
  like(/^[A-Za-z0-9][A-Za-z0-9-]{0,38}\/[A-Za-z0-9_.-]{1,100}$/, 'a repository is named `owner/name`'),
  (name) =>
    /\/\.{1,2}$|\.git$/.test(name) ? 'a repository is named `owner/name`, without `.git`' : undefined,
);
/** A span of time: `90s`, `30m`, `2h`. */
export const duration = checkedText(
  like(/^[1-9][0-9]{0,5}[smh]$/, 'a span of time is written `90s`, `30m` or `2h`'),
);
/** 64 hexadecimal digits. */
export const sha256Hex = checkedText(like(/^[0-9a-f]{64}$/, 'a SHA-256 is 64 lower-case hexadecimal digits'));
/** A branch, or a glob over branches. */
export const branch = checkedText(empty, unseen, like(/^[^\s~^:[\\]+$/, 'this is no name of a branch'));
