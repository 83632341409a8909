// From what a schema found to sentences with a place: one fault for each value, in the order of the file.
import type * as z from 'zod/mini';

import type { Fault } from '../../domain/failure.ts';
import { neutral } from '../neutral.ts';
import type { Document, Path } from './document.ts';

type Issue = z.core.$ZodIssue;

/** The faults that a schema found in a document. */
export const faultsOf = (issues: readonly Issue[], document: Document): readonly Fault[] => {
  const seen = new Set<string>();
  return issues
    .flatMap((issue) => spread(issue, []))
    .flatMap(({ issue, path }) => {
      const key = JSON.stringify(path);
      if (issue.code !== 'unrecognized_keys' && seen.has(key)) return [];
      seen.add(key);
      return faultOf(issue, path, document);
    });
};

/** A union's issue becomes those of the alternative that was meant: the one whose type fits. */
const spread = (issue: Issue, above: Path): readonly { readonly issue: Issue; readonly path: Path }[] => {
  const path = [...above, ...issue.path];
  if (issue.code === 'invalid_union') {
    const meant = issue.errors.find(
      (errors) => !errors.some((inner) => inner.path.length === 0 && isOfType(inner)),
    );
    if (meant !== undefined) return meant.flatMap((inner) => spread(inner, path));
  }
  return [{ issue, path }];
};

const isOfType = (issue: Issue): boolean => issue.code === 'invalid_type';

const faultOf = (issue: Issue, path: Path, document: Document): readonly Fault[] => {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      message: `${named([...path, key])} is not known here`,
      at: document.locate([...path, key], 'key'),
    }));
  }
  if (issue.code === 'invalid_key') {
    const message = issue.issues[0]?.message ?? 'this key is not allowed here';
    return [{ message: `${named(path)}: ${message}`, at: document.locate(path, 'key') }];
  }
  const braced = document.braced(path);
  if (braced !== undefined) {
    const message = `an unquoted {${braced}} is a YAML map: write '{${braced}}' in quotes`;
    return [{ message: `${named(path)}: ${message}`, at: document.locate(path) }];
  }
  return [
    {
      message: `${named(path)}: ${sentence(issue, valueAt(document.value, path))}`,
      at: document.locate(path),
    },
  ];
};

const sentence = (issue: Issue, value: unknown): string => {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.message !== NO_MESSAGE) return issue.message;
      return mismatch([issue.expected], value);
    case 'invalid_union':
      return mismatch(
        issue.errors.flatMap((errors) =>
          errors.flatMap((inner) => (isOfType(inner) ? [expectedOf(inner)] : [])),
        ),
        value,
      );
    case 'invalid_value':
      return value === undefined
        ? `this is missing: ${alternatives(issue.values)}`
        : `${shown(value)} is not allowed here, only ${alternatives(issue.values)}`;
    case 'too_small':
      return issue.origin === 'array' ||
        issue.origin === 'set' ||
        issue.origin === 'record' ||
        issue.origin === 'map'
        ? `at least ${issue.minimum} must stand here`
        : `${shown(value)} is less than ${issue.minimum}`;
    case 'too_big':
      return issue.origin === 'number' || issue.origin === 'int'
        ? `${shown(value)} is more than ${issue.maximum}`
        : `at most ${issue.maximum} may stand here`;
    default:
      return issue.message;
  }
};

/** What the library says where a schema brings no sentence of its own. */
const NO_MESSAGE = 'Invalid input';

const expectedOf = (issue: Issue): string => (issue.code === 'invalid_type' ? issue.expected : '');

const WORDS: Readonly<Record<string, string>> = {
  string: 'a text',
  array: 'a list',
  object: 'a map',
  record: 'a map',
  int: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
};

const mismatch = (expected: readonly string[], value: unknown): string => {
  const wanted = [...new Set(expected.map((type) => WORDS[type] ?? type))].join(' or ');
  if (value === undefined) return `this is missing: ${wanted}`;
  if (value === null) return `there is no value: ${wanted} belongs here`;
  if (expected.includes('string') && (typeof value === 'number' || typeof value === 'boolean')) {
    return `${shown(value)} is a ${typeof value} in YAML: write it in quotes to make it a text`;
  }
  if (expected.includes('boolean') && typeof value === 'string') {
    return `${shown(value)} is a text in YAML 1.2: write true or false`;
  }
  return `${wanted} belongs here, not ${kindOf(value)}`;
};

const kindOf = (value: unknown): string => {
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object'
    ? 'a map'
    : `the ${typeof value === 'string' ? 'text' : typeof value} ${shown(value)}`;
};

const shown = (value: unknown): string => {
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return neutral(text.length > 80 ? `${text.slice(0, 79)}…` : text);
};

const alternatives = (values: readonly unknown[]): string => values.map(shown).join(' or ');

/** `build.files.cli.where[0]`. */
export const named = (path: Path): string =>
  path.length === 0
    ? 'the document'
    : neutral(
        path.reduce<string>(
          (name, part) =>
            typeof part === 'number' ? `${name}[${part}]` : `${name}${name === '' ? '' : '.'}${String(part)}`,
          '',
        ),
      );

const valueAt = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (at, part) =>
      typeof at === 'object' && at !== null
        ? (at as Readonly<Record<PropertyKey, unknown>>)[part]
        : undefined,
    value,
  );
