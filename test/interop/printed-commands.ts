// The commands that a rehearsal's notes print, run exactly as they stand there, with whatever is on PATH.

import { type CheckResult, run } from './kit.ts';

/** The shell blocks of a Markdown text, each as it stands. */
export const shellBlocks = (markdown: string): readonly string[] =>
  [...markdown.matchAll(/^```sh\n([^]*?)^```$/gm)].map(([, lines = '']) => lines);

/**
 * One result a block, run by `sh -e` in the rehearsal's directory. `programs` is put in front of PATH: a folder in
 * which `colophon` and `cosign` are found.
 */
export const printedCommands = async (
  directory: string,
  notes: string,
  programs: string,
): Promise<readonly CheckResult[]> => {
  const blocks = shellBlocks(notes);
  if (blocks.length < 2)
    return [
      { name: 'commands printed in the notes', passed: false, said: 'there are fewer than two blocks' },
    ];
  return runBlocks(blocks, directory, programs);
};

/** As above, for some blocks. */
export const runBlocks = async (
  blocks: readonly string[],
  directory: string,
  programs: string,
): Promise<readonly CheckResult[]> => {
  const results: CheckResult[] = [];
  for (const block of blocks) {
    const PATH = `${programs}:${process.env['PATH'] ?? ''}`;
    const ended = await run('sh', ['-e', '-c', block], { cwd: directory, env: { ...process.env, PATH } });
    const name = `printed: ${block
      .trim()
      .split('\n')
      .map((line) => line.split(' ').slice(0, 2).join(' '))
      .join(', then ')}`;
    results.push(ended.status === 0 ? { name, passed: true } : { name, passed: false, said: ended.said });
  }
  return results;
};
