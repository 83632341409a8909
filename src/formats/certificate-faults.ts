// What is wrong with a signing certificate beyond its signature: what @sigstore/verify does not look at (trust.md 3).
import type { FindingCode } from '../domain/finding-codes.ts';
import { type Certificate, CODE_SIGNING } from './certificate.ts';
import { permits } from './name-constraints.ts';

export interface Fault {
  readonly code: FindingCode;
  /** One sentence. */
  readonly message: string;
}

/** The first fault of a leaf by itself; `undefined` when there is none. */
export const leafFault = (leaf: Certificate): Fault | undefined => {
  if (leaf.unprocessed.length > 0) {
    return {
      code: 'CERTIFICATE_EXTENSION_UNKNOWN',
      message: `the certificate has a critical extension that is not known here: ${leaf.unprocessed.join(', ')}`,
    };
  }
  if (leaf.ca)
    return {
      code: 'CERTIFICATE_USAGE_WRONG',
      message: 'the certificate is one of an authority, not of a signer',
    };
  if (leaf.usages?.includes(CODE_SIGNING) !== true) {
    return { code: 'CERTIFICATE_USAGE_WRONG', message: 'the certificate is not for signing code' };
  }
  if (leaf.names.length !== 1) {
    return {
      code: 'CERTIFICATE_NAMES_NOT_ONE',
      message: `the certificate has ${leaf.names.length} names, and exactly one is taken`,
    };
  }
  return contradiction(leaf.fulcio);
};

/** Whether every certificate of an authority's chain may vouch for this leaf. */
export const chainPermits = (chain: readonly Certificate[], leaf: Certificate): boolean =>
  chain.every(
    ({ constraints, unprocessed, usages }) =>
      unprocessed.length === 0 &&
      (usages === undefined || usages.includes(CODE_SIGNING)) &&
      (constraints === undefined || leaf.names.every((name) => permits(constraints, name))),
  );

// Fulcio writes some facts twice, in the first and in the second form of its extensions.
const contradiction = (fulcio: Certificate['fulcio']): Fault | undefined => {
  const pairs: readonly (readonly [string, number, number])[] = [
    ['issuer', 1, 8],
    ['trigger', 2, 20],
    ['commit', 3, 13],
    ['ref', 6, 14],
  ];
  const differing = pairs.find(([, first, second]) => differs(fulcio.get(first), fulcio.get(second)));
  const repository = fulcio.get(5);
  const uri = fulcio.get(12);
  const otherRepository = repository !== undefined && uri !== undefined && !uri.endsWith(`/${repository}`);
  const what = differing?.[0] ?? (otherRepository ? 'repository' : undefined);
  if (what === undefined) return undefined;
  return {
    code: 'CERTIFICATE_CONTRADICTS_ITSELF',
    message: `the certificate names two different values for its ${what}`,
  };
};

const differs = (a: string | undefined, b: string | undefined): boolean =>
  a !== undefined && b !== undefined && a !== b;
