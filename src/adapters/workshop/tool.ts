// What tools say about their versions.
import { Failure } from '../../domain/failure.ts';
import type { Tool } from '../../domain/tool.ts';

export type ToolName = 'go' | 'node' | 'npm' | 'git' | 'kustomize';

interface Question {
  readonly argv: readonly string[];
  /** Its first group is the version. */
  readonly answer: RegExp;
}

const QUESTIONS: Readonly<Record<ToolName, Question>> = {
  go: { argv: ['go', 'version'], answer: /^go version (go\S+)/ },
  node: { argv: ['node', '--version'], answer: /^v(\d+\.\d+\.\d+\S*)$/ },
  npm: { argv: ['npm', '--version'], answer: /^(\d+\.\d+\.\d+\S*)$/ },
  kustomize: { argv: ['kustomize', 'version'], answer: /^v(\d+\.\d+\.\d+\S*)$/ },
  git: { argv: ['git', '--version'], answer: /^git version (\S+)/ },
};

/** Asks a tool by running it; `run` hands over each line. Fails with `TOOL_MISSING`, also when it answers nonsense. */
export const askTool = async (
  name: ToolName,
  run: (argv: readonly string[], line: (text: string) => void) => Promise<void>,
): Promise<Tool> => {
  const { argv, answer } = QUESTIONS[name];
  const lines: string[] = [];
  await run(argv, (line) => lines.push(line));
  const version = lines.map((line) => answer.exec(line)?.[1]).find((found) => found !== undefined);
  if (version === undefined) throw strange(name, lines);
  return { name, version };
};

const strange = (name: ToolName, lines: readonly string[]): Failure =>
  new Failure('TOOL_MISSING', `${name} on PATH does not say its version: ${JSON.stringify(lines[0] ?? '')}`, {
    remedy: `put the real ${name} on PATH`,
  });
