// What a source file imports. A strict pattern instead of a parser: the formatter, which runs in the same
// check, leaves every import and export at the start of a line with single quotes, and an import whose target
// is not a plain text is reported rather than overlooked.

export interface Import {
  /** As written; `undefined` where it is computed. */
  readonly specifier: string | undefined;
  /** `import('…')` of a value: loaded when it is needed. */
  readonly lazy: boolean;
  /** Erased before it runs. */
  readonly typeOnly: boolean;
}

/** Every import, re-export, `import()`, `require` and `import.meta.resolve` of a source text, in no order. */
export const importsOf = (source: string): readonly Import[] => [...declared(source), ...called(source)];

const DECLARED = /^(?:import|export)\s+(type\s)?(?:[\w$*\s{},]+?\sfrom\s+)?(['"])([^'"\n]+)\2/gm;
const ALSO_DECLARED = /^\}\s+from\s+(['"])([^'"\n]+)\1/gm;
const CALLED = /\b(import|require|import\.meta\.resolve)\(\s*(?:(['"])([^'"\n]+)\2\s*[,)])?/g;

const declared = (source: string): readonly Import[] => {
  const whole = [...source.matchAll(DECLARED)].map(([, type, , specifier]) => ({
    specifier,
    lazy: false,
    typeOnly: type !== undefined,
  }));
  const known = new Set(whole.map(({ specifier }) => specifier));
  // A list with comments in it: its last line still names the target.
  const torn = [...source.matchAll(ALSO_DECLARED)].map(([, , specifier]) => ({
    specifier,
    lazy: false,
    typeOnly: false,
  }));
  return [...whole, ...torn.filter(({ specifier }) => !known.has(specifier))];
};

const called = (source: string): readonly Import[] =>
  [...source.matchAll(CALLED)].map(({ 0: text, 1: verb, 3: specifier, index }) => ({
    specifier,
    lazy: verb === 'import',
    // `import('./x.ts').Name` stands where a type does.
    typeOnly: verb === 'import' && /^\.[A-Z]/.test(source.slice(index + text.length)),
  }));
