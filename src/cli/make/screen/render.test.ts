import { expect, it } from 'vitest';

import type { Event } from '../../../domain/event.ts';
import { Failure } from '../../../domain/failure.ts';
import { createRenderer } from './render.ts';
import { shorten, stageLine, widthOf } from './stage-line.ts';

const drawing = (over: { columns?: number; color?: boolean; quiet?: boolean; verbose?: boolean } = {}) => {
  let written = '';
  const { columns, color = false, quiet = false, verbose = false } = over;
  const renderer = createRenderer({
    quiet,
    verbose,
    screen: { write: (text) => (written += text), columns, color },
  });
  return { renderer, written: () => written };
};

const build: readonly Event[] = [
  { type: 'stage-started', stage: 'build', parts: 2 },
  { type: 'progress', stage: 'build', part: 'cli', doing: 'go build ./cmd/widget' },
  { type: 'call-started', site: { stage: 'build', part: 'cli', door: 'workshop', method: 'run', n: 1 } },
  { type: 'output', stage: 'build', part: 'cli', line: 'compiling \x1b[31mred\u202e' },
  { type: 'part-finished', stage: 'build', part: 'cli', ms: 1, reused: false },
  { type: 'stage-finished', stage: 'build', said: '2 files', ms: 14_123, parts: 2, reused: 1 },
];

it('writes one plain line a stage where there is no terminal, without a single escape', () => {
  const { renderer, written } = drawing();
  build.forEach(renderer.report);
  renderer.end();
  expect(written()).toMatch(/^ {2}build {6}2 files \(1 of 2 from before\) +14\.1 s\n$/);
});

it('draws over its own line on a terminal, and leaves one line a stage', () => {
  const { renderer, written } = drawing({ columns: 80 });
  build.forEach(renderer.report);
  renderer.end();
  expect(written()).toContain('\r  build      0/2 ');
  const left = written()
    .split('\n')
    .map((line) => line.slice(line.lastIndexOf('\x1b[K') + 3));
  expect(left.filter((line) => line !== '')).toHaveLength(1);
});

it('leaves an empty line when it ends in the middle of a stage', () => {
  const { renderer, written } = drawing({ columns: 80 });
  build.slice(0, 3).forEach(renderer.report);
  renderer.end();
  expect(written().endsWith('\r\x1b[K')).toBe(true);
  renderer.report({ type: 'progress', stage: 'build', part: 'cli', doing: 'late' });
  expect(written().endsWith('\r\x1b[K')).toBe(true);
});

it('shows calls and output with --verbose, made harmless', () => {
  const { renderer, written } = drawing({ verbose: true });
  build.forEach(renderer.report);
  expect(written()).toContain('    build/cli workshop.run 1\n');
  expect(written()).toContain('    build/cli | compiling \\x1b[31mred\\u{202e}\n');
});

it('draws nothing when it is told to be quiet, but still says why the gate refuses', () => {
  const { renderer, written } = drawing({ quiet: true, columns: 80 });
  build.forEach(renderer.report);
  expect(written()).toBe('');
  renderer.report({
    type: 'finding',
    stage: 'gate',
    finding: {
      check: 'branch',
      subject: 'v1.0.0',
      result: 'refuted',
      demanded: true,
      assertedBy: 'verifier',
      code: 'SEAL_MISSING',
      message: 'it is not on main',
      remedy: 'merge it first',
    },
  });
  expect(written()).toBe('  ✗ v1.0.0  SEAL_MISSING\n      it is not on main\n      merge it first\n');
});

it('says the code of the failure in the line of its stage', () => {
  const { renderer, written } = drawing();
  renderer.report({ type: 'stage-started', stage: 'build', parts: 1 });
  const failure = new Failure('BUILD_FAILED', 'x', { remedy: 'y' });
  renderer.report({ type: 'stage-failed', stage: 'build', failure, ms: 5 });
  expect(written()).toMatch(/build {6}✗ BUILD_FAILED/);
});

it.each([24, 40, 80, 200])('is never wider than %d columns', (columns) => {
  const text = '漢字 and 12 more files that have long names, こんにちは, to be told about 🎉 at length';
  for (const ms of [0, 99_999, 4_000_000]) {
    const line = stageLine({ name: 'provenance', text, ms }, { columns, color: false });
    expect(widthOf(line)).toBeLessThan(columns + (columns === 24 ? 1 : 0));
    expect(line).not.toContain('\n');
  }
});

it.each([
  { text: 'short', room: 5, expect: 'short' },
  { text: 'too long', room: 5, expect: 'too…' },
  { text: '漢字漢字', room: 5, expect: '漢字…' },
])('shortens $text to $room columns', ({ text, room, expect: short }) => {
  expect(shorten(text, room)).toBe(short);
});
