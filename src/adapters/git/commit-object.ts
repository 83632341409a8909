// A commit object as git stores it (git-cat-file(1), gitformat: header lines, an empty line, the message).
import type { Commit } from '../../ports/source.ts';

/** The commit that these bytes are; `undefined` when they are none. */
export const parseCommit = (id: string, bytes: Uint8Array): Commit | undefined => {
  const text = new TextDecoder().decode(bytes);
  const end = text.indexOf('\n\n');
  const head = end < 0 ? text : text.slice(0, end);
  const lines = head.split('\n');
  const committer = lines.find((line) => line.startsWith('committer ')) ?? '';
  const [, seconds, zone] = /> (\d{1,12}) ([+-]\d{4})$/.exec(committer) ?? [];
  if (seconds === undefined || zone === undefined) return undefined;
  return {
    id,
    parents: lines.filter((line) => line.startsWith('parent ')).map((line) => line.slice('parent '.length)),
    time: strictIso(Number(seconds), zone),
    epoch: Number(seconds),
    subject: end < 0 ? '' : subjectOf(text.slice(end + 2)),
  };
};

/**
 * RFC 3339 with the committer's offset, as `%cI` prints it up to git 2.44. Later versions print `Z` for
 * `+00:00`; computed here, it is the same text whatever git is installed.
 */
const strictIso = (epoch: number, zone: string): string => {
  const sign = zone.startsWith('-') ? -1 : 1;
  const minutes = sign * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3, 5)));
  const local = new Date((epoch + minutes * 60) * 1000).toISOString().slice(0, 19);
  return `${local}${zone.slice(0, 3)}:${zone.slice(3)}`;
};

/** The message's first paragraph on one line, as `%s` prints it. */
const subjectOf = (message: string): string =>
  (message.replace(/^\n+/, '').split(/\n[ \t]*\n/, 1)[0] ?? '').trim().split('\n').join(' ');
