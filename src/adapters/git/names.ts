// Names of refs are taken exactly: what git might guess, describe or match in part is never a release's tag.
import { Failure } from '../../domain/failure.ts';

/** Whether a text may stand behind `refs/tags/` (git-check-ref-format(1)). */
export const isRefName = (name: string): boolean =>
  name.length > 0 &&
  name.length <= 1024 &&
  !FORBIDDEN.test(name) &&
  !name.startsWith('-') &&
  !name.endsWith('.') &&
  name.split('/').every((part) => part !== '' && !part.startsWith('.') && !part.endsWith('.lock'));

// Controls, space and `~^:?*[\` anywhere; `..`, `@{`.
const FORBIDDEN = /[\u0000-\u0020\u007f~^:?*[\\]|\.\.|@\{/;

/** A ref as people write it: a name, and the steps back from it such as `~2` or `^`. */
export interface Revision {
  readonly name: string;
  readonly steps: string;
}

/** The parts of a revision; fails with `REF_UNKNOWN` when it is not even one. */
export const parseRevision = (text: string): Revision => {
  const [, name = '', steps = ''] = /^(.*?)((?:[~^]\d{0,6})*)$/s.exec(text) ?? [];
  if (name !== '@' && !isRefName(name)) throw refUnknown(text, 'it is no name that a ref can have');
  return { name: name === '@' ? 'HEAD' : name, steps };
};

/** Where a name is looked for, the likeliest first; an id stands for itself. */
export const candidates = (name: string): readonly string[] => {
  if (name === 'HEAD') return ['HEAD'];
  const full = name.startsWith('refs/') ? [name] : [];
  const ids = /^[0-9a-f]{40}$/.test(name) ? [name] : [];
  const short = /^[0-9a-f]{7,39}$/.test(name) ? [name] : [];
  const named = ['refs/tags/', 'refs/heads/', 'refs/remotes/', 'refs/remotes/origin/'].map(
    (place) => place + name,
  );
  return [...ids, ...full, ...named, ...short];
};

export const refUnknown = (ref: string, why: string): Failure =>
  new Failure('REF_UNKNOWN', `there is no commit called ${JSON.stringify(ref)}: ${why}`, {
    remedy: 'name a tag, a branch or a commit that `git log` shows; fetch it first if it is elsewhere',
  });
