// `Chart.lock`, and the digest by which Helm knows that it is up to date (helm internal/resolver, HashReq).
import { FormatError } from '../format-error.ts';
import { sha256 } from '../sha256.ts';
import { list, text } from '../strict.ts';
import { type ChartDependency, readDependency, readFields } from './chart-yaml.ts';

export interface ChartLock {
  /** `sha256:` and 64 hexadecimal digits. */
  readonly digest: string;
  readonly dependencies: readonly ChartDependency[];
}

/** Throws `FormatError`. */
export const parseLock = (bytes: Uint8Array): ChartLock => {
  const value = readFields(bytes);
  const digest = text(value['digest'], 'digest');
  if (value['dependencies'] === undefined || value['dependencies'] === null)
    throw new FormatError('it lists nothing', 'dependencies');
  return { digest, dependencies: list(value['dependencies'], 'dependencies', readDependency) };
};

/** What `Chart.lock` says in `digest` when it was made of these dependencies. */
export const lockDigest = (asked: readonly ChartDependency[], locked: readonly ChartDependency[]): string =>
  sha256(new TextEncoder().encode(goJson([asked, locked].map((all) => all.map(inGo)))));

/** The fields in the order of Helm's own type, `repository` even when it is empty. */
const inGo = (dependency: ChartDependency): Readonly<Record<string, unknown>> => {
  const { name, version, repository, condition, tags, enabled, alias } = dependency;
  const values = dependency['import-values'];
  return {
    name,
    ...(version === undefined ? {} : { version }),
    repository,
    ...(condition === undefined ? {} : { condition }),
    ...(tags === undefined ? {} : { tags }),
    ...(enabled === undefined ? {} : { enabled }),
    ...(values === undefined ? {} : { 'import-values': values.map(sorted) }),
    ...(alias === undefined ? {} : { alias }),
  };
};

// Go writes the keys of a map sorted.
const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
};

/** JSON as Go's encoder writes it: safe within HTML. */
const goJson = (value: unknown): string =>
  JSON.stringify(value).replaceAll(
    /[<>&\u2028\u2029]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
