// Which names a CA may vouch for (RFC 5280 section 4.2.1.10); @sigstore/verify does not look at them.
import type { AlternativeName } from './certificate.ts';
import { asciiOf, type Der, members, SEQUENCE } from './der.ts';
import { FormatError } from './format-error.ts';

interface Subtree {
  readonly type: AlternativeName['type'];
  /** A host, a domain with a leading dot, a mailbox; empty for addresses and other forms. */
  readonly base: string;
}

export interface NameConstraints {
  readonly permitted: readonly Subtree[];
  readonly excluded: readonly Subtree[];
}

/** The extension's value; `undefined` for none. Throws `FormatError`. */
export const readNameConstraints = (der: Der | undefined): NameConstraints | undefined => {
  if (der === undefined) return undefined;
  const parts = members(der, SEQUENCE, 'name constraints', 1, 2);
  const unknown = parts.find(({ tag }) => tag !== PERMITTED && tag !== EXCLUDED);
  if (unknown !== undefined) throw new FormatError('malformed name constraints');
  return { permitted: subtrees(parts, PERMITTED), excluded: subtrees(parts, EXCLUDED) };
};

/**
 * Whether a CA with these constraints may vouch for this name. Stricter than the specification in one point:
 * a form that has no permitted subtree is refused when there are permitted ones of other forms.
 */
export const permits = ({ permitted, excluded }: NameConstraints, name: AlternativeName): boolean =>
  !excluded.some((subtree) => subtree.type === name.type && within(name, subtree)) &&
  (permitted.length === 0 ||
    permitted.some((subtree) => subtree.type === name.type && within(name, subtree)));

const PERMITTED = 0xa0;
const EXCLUDED = 0xa1;
const TYPES: Readonly<Record<number, Subtree['type']>> = {
  0x81: 'email',
  0x82: 'dns',
  0x86: 'uri',
  0x87: 'ip',
};

const subtrees = (parts: readonly Der[], tag: number): readonly Subtree[] =>
  parts
    .filter((part) => part.tag === tag)
    .flatMap((part) => part.children)
    .map((subtree) => {
      const [base] = members(subtree, SEQUENCE, 'name constraint', 1);
      const type = TYPES[base?.tag ?? 0] ?? 'other';
      return {
        type,
        base:
          base === undefined || type === 'ip' || type === 'other' ? '' : asciiOf(base.value).toLowerCase(),
      };
    });

const within = ({ type, value }: AlternativeName, { base }: Subtree): boolean => {
  if (type === 'uri') return hostMatches(hostOf(value), base);
  if (type === 'dns') return value.toLowerCase() === base || value.toLowerCase().endsWith(`.${base}`);
  if (type === 'email') return mailboxMatches(value.toLowerCase(), base);
  // Addresses and other forms: every subtree is taken to hold them, so an exclusion always holds.
  return true;
};

// A leading dot means hosts below it; without one, that very host (RFC 5280: "exactly").
const hostMatches = (host: string | undefined, base: string): boolean =>
  host !== undefined && (base.startsWith('.') ? host.endsWith(base) : host === base);

const mailboxMatches = (mailbox: string, base: string): boolean => {
  if (base.includes('@')) return mailbox === base;
  const host = mailbox.slice(mailbox.lastIndexOf('@') + 1);
  return base.startsWith('.') ? host.endsWith(base) : host === base;
};

/** The host of a URI that has an authority without user information and port; else `undefined`. */
export const hostOf = (uri: string): string | undefined =>
  /^[a-z][a-z0-9+.-]*:\/\/([A-Za-z0-9.-]+)(?:[/?#].*)?$/.exec(uri)?.[1]?.toLowerCase();
