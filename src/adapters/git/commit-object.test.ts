import { describe, expect, it } from 'vitest';

import { parseCommit } from './commit-object.ts';

const bytes = (committer: string, message = 'One\n'): Uint8Array =>
  new TextEncoder().encode(
    `tree ${'a'.repeat(40)}\nparent ${'b'.repeat(40)}\nparent ${'c'.repeat(40)}\nauthor A <a@b> 1 +0000\ncommitter ${committer}\ngpgsig x\n y\n\n${message}`,
  );

describe('a commit object', () => {
  it.each([
    { committer: 'GitHub <n@g> 1786491576 +0200', time: '2026-08-12T01:39:36+02:00' },
    { committer: 'A <a@b> 0 +0000', time: '1970-01-01T00:00:00+00:00' },
    { committer: 'A <a@b> 0 -0330', time: '1969-12-31T20:30:00-03:30' },
    { committer: 'A <a@b> 86399 +1400', time: '1970-01-02T13:59:59+14:00' },
    { committer: 'A > 9 +0000 <a@b> 60 +0530', time: '1970-01-01T05:31:00+05:30' },
  ])('keeps the offset of "$committer"', ({ committer, time }) => {
    expect(parseCommit('d'.repeat(40), bytes(committer))?.time).toBe(time);
  });

  it('has its parents in order and its first paragraph on one line', () => {
    expect(parseCommit('d'.repeat(40), bytes('A <a@b> 7 +0000', '\nFirst\nline\n \nBody\n'))).toMatchObject({
      parents: ['b'.repeat(40), 'c'.repeat(40)],
      epoch: 7,
      subject: 'First line',
    });
  });

  it.each([
    { name: 'no committer', text: `tree ${'a'.repeat(40)}\n\nmessage` },
    { name: 'a committer in the message alone', text: `tree ${'a'.repeat(40)}\n\ncommitter A <a@b> 7 +0000` },
    { name: 'no time', text: 'committer A <a@b> soon\n\n' },
    { name: 'nothing', text: '' },
  ])('is none with $name', ({ text }) => {
    expect(parseCommit('d'.repeat(40), new TextEncoder().encode(text))).toBeUndefined();
  });
});
