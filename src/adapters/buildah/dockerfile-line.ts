// Where an instruction stands in a Dockerfile: buildah names the step that failed by its text alone.
import { readFile } from 'node:fs/promises';

/** Reads the Dockerfile once, and answers what finds the line of the step that buildah's last words name. */
export const stepLine = async (path: string): Promise<(lines: readonly string[]) => number | undefined> => {
  const instructions = instructionsOf(await readFile(path, 'utf8'));
  return (lines) => {
    const step = lines.map((line) => STEP.exec(line)?.[1]).findLast((found) => found !== undefined);
    if (step === undefined) return undefined;
    const found = instructions.filter(({ text }) => text === plain(step));
    return found.length === 1 ? found[0]?.line : undefined; // the same twice: buildah does not say which
  };
};

const STEP = /\bbuilding at STEP "(.*)":/;

interface Instruction {
  readonly line: number;
  readonly text: string;
}

/** Comments go, lines that end with a backslash go on. */
const instructionsOf = (dockerfile: string): readonly Instruction[] => {
  const found: Instruction[] = [];
  let open: { line: number; text: string } | undefined;
  for (const [index, raw] of dockerfile.split(/\r?\n/).entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const goesOn = line.endsWith('\\');
    const text = goesOn ? line.slice(0, -1) : line;
    open = open === undefined ? { line: index + 1, text } : { line: open.line, text: `${open.text} ${text}` };
    if (goesOn) continue;
    found.push({ line: open.line, text: plain(open.text) });
    open = undefined;
  }
  return found;
};

const plain = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();
