// A checkout for one job, with its inputs in place; gone again whatever happens.
import { Failure } from '../../domain/failure.ts';
import type { BuildOutcome, BuiltFile } from '../../domain/outcome/build.ts';
import type { BuilderInput, BuildTarget } from '../../domain/builder.ts';
import type { ReleaseFacts } from '../../domain/release.ts';
import type { BuildSettings } from '../../domain/settings.ts';
import { renderTemplate } from '../../formats/template.ts';
import type { CollectedFile } from '../../ports/workshop.ts';
import { buildValues, type Job } from './job.ts';
import { partsFor } from './parts.ts';

export interface Checkout {
  /** Runs one argument vector, rendered here, to its end. */
  readonly run: (argv: readonly string[], more?: RunMore) => Promise<void>;
  /** Takes a file or a directory, by its rendered path, into the store. */
  readonly collect: (path: string) => Promise<readonly CollectedFile[]>;
}

interface RunMore {
  /** Relative to the checkout. */
  readonly cwd?: string;
  readonly stdout?: string;
  /** Above what the configuration sets. */
  readonly env?: Readonly<Record<string, string>>;
}

/** An input of a job: where it goes, and the files that go there. */
export interface PlacedInput {
  readonly to: string;
  readonly files: readonly CollectedFile[];
}

/** Opens a checkout, places the inputs, lets `work` work, closes it. */
export const inCheckout = async <T>(
  job: Job,
  inputs: readonly PlacedInput[],
  work: (checkout: Checkout) => Promise<T>,
): Promise<T> => {
  const { facts, doors, builder, part, pass, line, render } = job;
  const { workshop } = doors;
  job.doing('checking out');
  const handle = await workshop.open({ commit: facts.commit, tag: facts.tag, label: part });
  try {
    for (const { to, files } of inputs) await workshop.place(handle, to, files);
    return await work({
      collect: (path) => workshop.collect(handle, path),
      run: async (argv, { cwd = '.', stdout, env = {} } = {}) => {
        const rendered = argv.map(render);
        job.doing(rendered.join(' '));
        await workshop.run(handle, {
          argv: rendered,
          cwd,
          env: { ...job.env, ...env },
          pass,
          timeout: builder.timeout,
          line,
          ...(stdout === undefined ? {} : { stdout: render(stdout) }),
        });
      },
    });
  } finally {
    await workshop.close(handle);
  }
};

/**
 * The inputs of a job from what earlier parts left: a declared file goes to `to` under its own name, a declared
 * directory is laid out below `to`. `{os}` and its kin in `to` are the job's, or the file's own where the job has
 * no target. Fails with `BUILD_INPUT_INVALID` when two files would lie in one place.
 */
export const inputsOf = (
  job: Pick<Job, 'builder' | 'target' | 'facts'>,
  earlier: ReadonlyMap<string, BuildOutcome>,
  settings: BuildSettings,
): readonly PlacedInput[] => {
  const { id, inputs } = job.builder;
  const taker = { id, inputs, at: `build.files.${id}.inputs`, facts: job.facts, target: job.target };
  return placedInputs(taker, (from) => partsFor(from, job, settings), earlier);
};

/** Whoever is given outputs of builders. */
export interface InputTaker {
  readonly id: string;
  readonly inputs: readonly BuilderInput[];
  /** Where its inputs stand in the configuration. */
  readonly at: string;
  readonly facts: ReleaseFacts;
  readonly target: BuildTarget | undefined;
}

/** The same for a taker of any kind, whose givers are known. */
export const placedInputs = (
  taker: InputTaker,
  partsOf: (from: string) => readonly string[],
  earlier: ReadonlyMap<string, BuildOutcome>,
): readonly PlacedInput[] => {
  const placed = taker.inputs.flatMap((input) => {
    const files = partsOf(input.from).flatMap((part) => earlier.get(part)?.files ?? []);
    return files.map((file) => ({ to: placeOf(input, taker, file), file }));
  });
  const seen = new Set<string>();
  return placed.map(({ to, file }) => {
    const path = nameBelow(file);
    if (seen.has(`${to}/${path}`)) throw clash(taker, `${to}/${path}`);
    seen.add(`${to}/${path}`);
    return { to, files: [{ path, executable: file.executable, content: file.content }] };
  });
};

const placeOf = ({ to }: BuilderInput, { facts, target }: InputTaker, file: BuiltFile): string => {
  const own =
    file.platform === undefined || file.target === undefined
      ? undefined
      : { platform: file.platform, target: file.target };
  return renderTemplate(to, buildValues(facts, target ?? own)).replace(/\/+$/, '');
};

const nameBelow = ({ path, output }: BuiltFile): string =>
  path === output ? (path.split('/').at(-1) ?? path) : path.slice(output.length + 1);

const clash = ({ id, at }: InputTaker, path: string): Failure =>
  new Failure('BUILD_INPUT_INVALID', `two inputs of ${id} would lie at ${JSON.stringify(path)}`, {
    remedy: 'place them apart: give each its own `to`, with {target} in it where they differ by platform',
    at,
  });
