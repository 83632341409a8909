// Package URLs (package-url/purl-spec: PURL-SPECIFICATION.rst and types `golang`, `npm`, `github`).

/** A package as a purl names it; text as people write it, not yet encoded. */
export interface Purl {
  readonly type: 'golang' | 'npm' | 'github';
  /** Segments before the name, `@scope` for npm; absent or empty for none. */
  readonly namespace?: readonly string[];
  readonly name: string;
  readonly version?: string;
}

/** The canonical text of a purl: each part percent-encoded, `:` left alone, GitHub's in lower case. */
export const formatPurl = ({ type, namespace = [], name, version }: Purl): string => {
  const path = [...namespace, name]
    .filter((segment) => segment !== '')
    .map(fold(type))
    .map(encoded)
    .join('/');
  return `pkg:${type}/${path}${version === undefined || version === '' ? '' : `@${encoded(version)}`}`;
};

/** The purl of a Go module: its path's last element is the name. */
export const golangPurl = (path: string, version: string | undefined): string =>
  formatPurl({ type: 'golang', ...split(path), ...(version === undefined ? {} : { version }) });

/** The purl of an npm package: `@scope/name` has the scope as namespace. */
export const npmPurl = (name: string, version: string | undefined): string =>
  formatPurl({ type: 'npm', ...split(name), ...(version === undefined ? {} : { version }) });

const split = (path: string): { readonly namespace: readonly string[]; readonly name: string } => {
  const segments = path.split('/');
  return { namespace: segments.slice(0, -1), name: segments.at(-1) ?? '' };
};

// GitHub compares without case, and says so in the type's rules; Go's own paths are case-sensitive, so they stay.
const fold =
  (type: Purl['type']) =>
  (segment: string): string =>
    type === 'github' ? segment.toLowerCase() : segment;

// encodeURIComponent leaves !'()* alone; a purl leaves only letters, digits, `.-_~` and `:`.
const encoded = (segment: string): string =>
  encodeURIComponent(segment.toWellFormed())
    .replaceAll(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%3A', ':');
