// Which images a Dockerfile takes from (docs.docker.com/reference/dockerfile: "FROM", "Here-documents", "Parser
// directives"). Read only so far: builders read the rest. Nothing is asked and no image is looked up.
import { FormatError } from './format-error.ts';

export interface DockerfileQuestion {
  /** The stage that becomes the image; the last unless given. */
  readonly target?: string;
  /** Build arguments, and what a builder fills in itself (`TARGETARCH`). */
  readonly args: Readonly<Record<string, string>>;
}

export interface DockerfileImages {
  /** What stands, arguments filled in, in a `FROM`, a `--from=` or a mount that the target needs; each once, in order. */
  readonly images: readonly string[];
  /** The image of the `# syntax=` directive: the program that BuildKit reads the file with. */
  readonly syntax?: string;
}

/** The most bytes of a Dockerfile that is read. */
export const MAX_DOCKERFILE = 1024 * 1024;

/** Throws `FormatError` for a text without a stage, and for a target that is none of its stages. */
export const dockerfileImages = (text: string, { target, args }: DockerfileQuestion): DockerfileImages => {
  const lines = text.replace(/^\ufeff/, '').split(/\r?\n/);
  const directives = directivesOf(lines);
  const stages = stagesOf(instructionsOf(lines, directives.get('escape') === '`' ? '`' : '\\'), args);
  const wanted = target === undefined ? stages.length - 1 : indexOf(target, stages, stages.length);
  if (stages.length === 0) throw new FormatError('it has no FROM');
  if (wanted === undefined) throw new FormatError(`it has no stage ${JSON.stringify(target)}`);
  const [needed, images] = [new Set<number>(), new Set<string>()];
  const need = (at: number): void => {
    if (needed.has(at)) return;
    needed.add(at);
    for (const from of stages[at]?.takes ?? []) {
      const other = indexOf(from, stages, at);
      if (other !== undefined) need(other);
      else if (from !== 'scratch') images.add(from);
    }
  };
  need(wanted);
  const syntax = directives.get('syntax');
  return { images: [...images], ...(syntax === undefined ? {} : { syntax }) };
};

interface BuildStage {
  readonly name?: string;
  /** Its `FROM` first. */
  readonly takes: string[];
}

interface Instruction {
  /** In capitals. */
  readonly name: string;
  readonly rest: string;
}

/** Lines `# key=value` before anything else; the first that is none ends them. */
const directivesOf = (lines: readonly string[]): ReadonlyMap<string, string> => {
  const found = new Map<string, string>();
  for (const line of lines) {
    const [, key = '', value = ''] = /^\s*#\s*([A-Za-z][A-Za-z0-9]*)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (key === '') break;
    found.set(key.toLowerCase(), value);
  }
  return found;
};

function* instructionsOf(lines: readonly string[], escape: string): Generator<Instruction> {
  const isSkipped = (line: string): boolean => /^\s*(?:#|$)/.test(line);
  for (let at = 0; at < lines.length; at += 1) {
    const first = lines[at] ?? '';
    if (isSkipped(first)) continue;
    let whole = first.trimEnd();
    while (whole.endsWith(escape) && at + 1 < lines.length) {
      at += 1;
      const next = lines[at] ?? '';
      // Comments and empty lines within an instruction are left out.
      if (!isSkipped(next)) whole = `${whole.slice(0, -1)} ${next.trimEnd()}`;
    }
    const [, name = '', rest = ''] = /^\s*([A-Za-z]+)\s+([^]*)$/.exec(whole) ?? [];
    yield { name: name.toUpperCase(), rest };
    if (!HOLDS_DOCUMENTS.has(name.toUpperCase())) continue;
    for (const [, dash = '', , word = ''] of rest.matchAll(HERE_DOCUMENT))
      for (at += 1; at < lines.length && ended(lines[at] ?? '', dash) !== word; at += 1);
  }
}

const HOLDS_DOCUMENTS: ReadonlySet<string> = new Set(['RUN', 'COPY', 'ADD']);
const HERE_DOCUMENT = /(?<![^\s])[0-9]*<<(-?)(["']?)([A-Za-z_][A-Za-z0-9_.-]*)\2/g;

const ended = (line: string, dash: string): string => (dash === '' ? line : line.replace(/^\t+/, ''));

const stagesOf = (
  instructions: Iterable<Instruction>,
  given: Readonly<Record<string, string>>,
): readonly BuildStage[] => {
  const stages: BuildStage[] = [];
  // Only arguments before the first FROM are known in a FROM.
  const known = new Map(Object.entries(given).filter(([name]) => FILLED_IN.test(name)));
  for (const { name, rest } of instructions) {
    const words = rest.split(/\s+/).filter((word) => word !== '');
    if (name === 'ARG' && stages.length === 0) {
      for (const word of words) {
        const [argument = '', ...value] = word.split('=');
        const text = Object.hasOwn(given, argument) ? given[argument] : bare(value.join('='));
        if (text !== undefined && (value.length > 0 || Object.hasOwn(given, argument)))
          known.set(argument, filled(text, known));
      }
    } else if (name === 'FROM') {
      const [image = '', as, stage] = words.filter((word) => !word.startsWith('--'));
      const named = as?.toLowerCase() === 'as' && stage !== undefined;
      stages.push({ ...(named ? { name: stage } : {}), takes: [filled(bare(image), known)] });
    } else stages.at(-1)?.takes.push(...takenBy(name, words));
  }
  return stages;
};

/** What a builder knows of the target without being told; where it builds is its own affair. */
const FILLED_IN = /^TARGET(?:PLATFORM|OS|ARCH|VARIANT)$/;

/** `COPY --from=x`, `ADD --from=x`, `RUN --mount=type=bind,from=x`. */
const takenBy = (name: string, words: readonly string[]): readonly string[] => {
  const flags = words.slice(
    0,
    words.findIndex((word) => !word.startsWith('--')),
  );
  if (name === 'COPY' || name === 'ADD')
    return flags.filter((flag) => flag.startsWith('--from=')).map((flag) => bare(flag.slice(7)));
  if (name !== 'RUN') return [];
  return flags
    .filter((flag) => flag.startsWith('--mount='))
    .flatMap((flag) => bare(flag.slice(8)).split(','))
    .filter((part) => part.startsWith('from='))
    .map((part) => part.slice(5));
};

/** A stage before `below`, by its name or number; names are compared without regard to case. */
const indexOf = (from: string, stages: readonly BuildStage[], below: number): number | undefined => {
  const at = stages.findLastIndex(({ name }, index) => index < below && same(name, from));
  if (at >= 0) return at;
  return /^[0-9]{1,4}$/.test(from) && Number(from) < below ? Number(from) : undefined;
};

const same = (name: string | undefined, from: string): boolean => name?.toLowerCase() === from.toLowerCase();

const bare = (word: string): string => /^(["'])(.*)\1$/.exec(word)?.[2] ?? word;

/** `$NAME`, `${NAME}`, `${NAME:-otherwise}`, `${NAME:+instead}`; what is not known stays as it is written. */
const filled = (text: string, known: ReadonlyMap<string, string>): string =>
  text.replaceAll(
    /\$(?:([A-Za-z_][A-Za-z0-9_]*)|\{([A-Za-z_][A-Za-z0-9_]*)(?:(:?)([-+])([^{}]*))?\})/g,
    (whole, plain?: string, braced?: string, colon?: string, sign?: string, word = '') => {
      const value = known.get(plain ?? braced ?? '');
      const counts = value !== undefined && (colon !== ':' || value !== '');
      if (sign === '-') return counts ? value : word;
      if (sign === '+') return counts ? word : '';
      return value ?? whole;
    },
  );
