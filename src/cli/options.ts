// The options that every command takes, and what they become.
import { InvalidArgumentError } from 'commander';

/** The global options as parsed; absent means not given. */
export interface GlobalOptions {
  readonly C?: string;
  readonly config: string;
  readonly format: 'text' | 'json';
  readonly json?: true;
  readonly quiet?: true;
  readonly verbose?: true;
  readonly jobs?: number;
  /** Milliseconds. */
  readonly timeout?: number;
}

/** How many things may be done at once: a whole number from 1 to 1024. */
export const parseJobs = (text: string): number => {
  const jobs = /^[1-9]\d{0,3}$/.test(text) ? Number(text) : Infinity;
  if (jobs > 1024) throw new InvalidArgumentError('It is a whole number from 1 to 1024.');
  return jobs;
};

/** The values of an option that may be repeated, in their order. */
export const collect = (value: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  value,
];

/** A duration such as `90s`, `10m`, `1h`, `500ms`, in milliseconds; a bare number counts seconds. */
export const parseDuration = (text: string): number => {
  const [, amount, unit = 's'] = /^(\d{1,7})(ms|s|m|h)?$/.exec(text) ?? [];
  const milliseconds = Number(amount) * (MILLISECONDS[unit] ?? Number.NaN);
  if (!(milliseconds > 0 && milliseconds <= LONGEST)) {
    throw new InvalidArgumentError('It is a duration such as 90s, 10m or 1h, at most 24 days.');
  }
  return milliseconds;
};

const MILLISECONDS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
// Timers count in 31 bits; above that they fire at once.
const LONGEST = 24 * 24 * 3_600_000;

/** Whether a stream takes colours (no-color.org, force-color.org). */
export const takesColor = (
  env: Readonly<Record<string, string | undefined>>,
  stream: { readonly isTTY?: boolean | undefined },
): boolean => {
  if (env['NO_COLOR']) return false;
  if (env['FORCE_COLOR']) return env['FORCE_COLOR'] !== '0';
  return stream.isTTY === true && env['TERM'] !== 'dumb';
};
