// Why a build ended, in the builder's own words: what it complained about last, and where in the Dockerfile.
import { Failure } from '../../domain/failure.ts';
import { neutral } from '../../formats/neutral.ts';
import { formatPlatform } from '../../domain/platform.ts';
import type { BuildPlan } from './builder.ts';

export interface BuilderWords {
  /** Who, for messages: `buildkit at unix:///…`. */
  readonly who: string;
  /** Lines that mean that nobody answered, or ceased to. */
  readonly unreachable?: RegExp;
  /** The number of the Dockerfile's line that failed, where the lines say it. */
  readonly place: (lines: readonly string[]) => number | undefined;
  /** What to do about lines that have a remedy of their own. */
  readonly remedies?: readonly (readonly [RegExp, string])[];
}

type Built = Pick<BuildPlan, 'image' | 'platform' | 'file' | 'timeout'>;

/** The failure to tell for one of `runProcess`; anything else stays what it is. */
export const buildFailure = (error: unknown, plan: Built, words: BuilderWords): unknown => {
  if (!(error instanceof Failure)) return error;
  const what = `image ${neutral(plan.image)} for ${formatPlatform(plan.platform)}`;
  const { output } = error;
  if (error.code === 'BUILD_TIMEOUT')
    return new Failure('BUILD_TIMEOUT', `${what} was not built within ${plan.timeout} s`, {
      remedy: 'find out from its last lines what it waits for, or give the image a longer timeout',
      output,
      cause: error,
    });
  if (error.code !== 'BUILD_FAILED') return error;
  if (output.some((line) => words.unreachable?.test(line))) return unreachable(words.who, output, error);
  const line = words.place(output);
  const own = words.remedies?.find(([pattern]) => output.some((text) => pattern.test(text)));
  return new Failure('BUILD_FAILED', `${what} could not be built: ${complaint(output) ?? error.message}`, {
    remedy:
      own?.[1] ?? 'mend what the build complains about; it ran without a cache and without a credential',
    ...(line === undefined ? {} : { at: `${neutral(plan.file)}:${line}` }),
    output,
    cause: error,
  });
};

/** A builder that does not answer, with what was said last. */
export const unreachable = (who: string, output: readonly string[], cause?: unknown): Failure =>
  new Failure('BUILDER_UNREACHABLE', `${who} does not answer${said(output)}`, {
    remedy: 'start it, and look at its address, its certificates and `build.builders` in colophon.yaml',
    output,
    cause,
  });

const ERROR = /^error:\s*(?:failed to (?:build|solve):\s*)*/i;

const complaint = (lines: readonly string[]): string | undefined =>
  lines.findLast((line) => ERROR.test(line))?.replace(ERROR, '');

const said = (lines: readonly string[]): string => {
  const last = complaint(lines) ?? lines.at(-1);
  return last === undefined ? '' : `: ${last}`;
};
