// The text that Go's linker puts into a program: `path`, `mod`, `dep`, `=>` and `build` lines (runtime/debug.BuildInfo).

/** A Go module as it was linked. */
export interface GoModule {
  readonly path: string;
  /** `(devel)` or absent when it was built from a directory without a version. */
  readonly version?: string;
  /** The line of go.sum, `h1:…`. */
  readonly sum?: string;
  /** What was linked instead; a relative or absolute path without a version is a directory. */
  readonly replaced?: GoModule;
}

export interface GoModuleInfo {
  /** The import path of the main package. */
  readonly path?: string;
  readonly main?: GoModule;
  readonly dependencies: readonly GoModule[];
  /** `build` lines, `GOOS=linux` and the like, as they stand. */
  readonly settings: readonly string[];
}

// Far more than any program has; a bound, not a limit of the format.
const MAX_LINES = 100_000;
const FIELD = /^[^\p{Cc}\p{Cs}]+$/u;

/** Parses the lines; `undefined` when they are not what the linker writes. Unknown kinds of lines are passed over. */
export const parseModuleInfo = (text: string): GoModuleInfo | undefined => {
  const lines = text.split('\n');
  if (lines.length > MAX_LINES) return undefined;
  let path: string | undefined;
  let main: GoModule | undefined;
  const dependencies: GoModule[] = [];
  const settings: string[] = [];
  for (const line of lines) {
    const [kind, ...fields] = line.split('\t');
    if (kind === 'path') {
      if (path !== undefined || fields[0] === undefined || fields[0] === '') return undefined;
      path = fields[0];
    } else if (kind === 'build') {
      settings.push(fields.join('\t'));
    } else if (kind === 'mod' || kind === 'dep' || kind === '=>') {
      const module = parseModule(fields);
      if (module === undefined) return undefined;
      if (kind === 'mod' && main !== undefined) return undefined;
      if (kind === 'mod') main = module;
      if (kind === 'dep') dependencies.push(module);
      if (kind === '=>') {
        const last = dependencies.pop();
        if (last === undefined || last.replaced !== undefined) return undefined;
        dependencies.push({ ...last, replaced: module });
      }
    }
  }
  return {
    ...(path === undefined ? {} : { path }),
    ...(main === undefined ? {} : { main }),
    dependencies,
    settings,
  };
};

const parseModule = ([path, version, sum, ...rest]: readonly string[]): GoModule | undefined => {
  if (path === undefined || rest.length > 0) return undefined;
  if (![path, version, sum].every((field) => field === undefined || field === '' || FIELD.test(field)))
    return undefined;
  if (path === '') return undefined;
  return {
    path,
    ...(version === undefined || version === '' ? {} : { version }),
    ...(sum === undefined || sum === '' ? {} : { sum }),
  };
};
