// Package URLs (package-url/purl-spec: PURL-SPECIFICATION.rst and types `apk`, `deb`, `github`, `golang`, `npm`, `oci`, `rpm`).
import { byBytes } from '../domain/byte-order.ts';

/** A package as a purl names it; text as people write it, not yet encoded. */
export interface Purl {
  readonly type: 'apk' | 'deb' | 'github' | 'golang' | 'npm' | 'oci' | 'rpm';
  /** Segments before the name, `@scope` for npm; absent or empty for none. */
  readonly namespace?: readonly string[];
  readonly name: string;
  readonly version?: string;
  /** By lower-case key; those that are absent or empty are left out. */
  readonly qualifiers?: Readonly<Record<string, string | undefined>>;
}

/** The canonical text of a purl: each part percent-encoded, `:` left alone, lower case where the type wants it. */
export const formatPurl = ({ type, namespace = [], name, version, qualifiers = {} }: Purl): string => {
  const path = [...namespace, name]
    .filter((segment) => segment !== '')
    .map(fold(type))
    .map(encoded)
    .join('/');
  const more = Object.entries(qualifiers)
    .flatMap(([key, value]) => (value === undefined || value === '' ? [] : [`${key}=${encoded(value)}`]))
    .sort(byBytes);
  const at = version === undefined || version === '' ? '' : `@${encoded(version)}`;
  return `pkg:${type}/${path}${at}${more.length === 0 ? '' : `?${more.join('&')}`}`;
};

/** The purl of a Go module: its path's last element is the name. */
export const golangPurl = (path: string, version: string | undefined): string =>
  formatPurl({ type: 'golang', ...split(path), ...(version === undefined ? {} : { version }) });

/** The purl of an npm package: `@scope/name` has the scope as namespace. */
export const npmPurl = (name: string, version: string | undefined): string =>
  formatPurl({ type: 'npm', ...split(name), ...(version === undefined ? {} : { version }) });

/** The purl of an image's manifest or index; `repository` is host and path. */
export const ociPurl = (
  repository: string,
  digest: string,
  qualifiers: { readonly arch?: string | undefined; readonly tag?: string | undefined },
): string =>
  formatPurl({
    type: 'oci',
    name: split(repository).name,
    version: digest,
    qualifiers: { ...qualifiers, repository_url: repository },
  });

const split = (path: string): { readonly namespace: readonly string[]; readonly name: string } => {
  const segments = path.split('/');
  return { namespace: segments.slice(0, -1), name: segments.at(-1) ?? '' };
};

// The rules of these types say that case does not count; names of Go, npm and rpm are case-sensitive, so they stay.
const CASELESS: ReadonlySet<Purl['type']> = new Set(['apk', 'deb', 'github', 'oci']);

const fold =
  (type: Purl['type']) =>
  (segment: string): string =>
    CASELESS.has(type) ? segment.toLowerCase() : segment;

// encodeURIComponent leaves !'()* alone; a purl leaves only letters, digits, `.-_~` and `:`.
const encoded = (segment: string): string =>
  encodeURIComponent(segment.toWellFormed())
    .replaceAll(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%3A', ':');
