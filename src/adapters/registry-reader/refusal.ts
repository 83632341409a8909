// What a registry says when it refuses (distribution-spec 1.1, "Error Codes"): read within bounds, and shown harmlessly.
import { type Digest, isDigest } from '../../domain/digest.ts';
import { Failure } from '../../domain/failure.ts';
import type { FailureCode } from '../../domain/failure-codes.ts';
import { parseJson } from '../../formats/json.ts';
import { neutral } from '../../formats/neutral.ts';
import { shownUrl } from './address.ts';
import type { Answered, Exchange } from './exchange.ts';

export interface Refusal {
  readonly status: number;
  /** `MANIFEST_UNKNOWN`; none where the body says nothing that can be read. */
  readonly codes: readonly string[];
  /** What the errors are about, as far as they name it. */
  readonly digests: readonly Digest[];
  /** The status and what the registry says about it, in one short line that prints as it reads. */
  readonly text: string;
}

/** The largest error body that is read, in bytes. */
export const MAX_ERROR = 1024 * 1024;

/** What an answer refuses with. Its body is read; what cannot be read says nothing. */
export const readRefusal = async (answered: Answered): Promise<Refusal> => {
  let said: readonly Said[] = [];
  try {
    said = parseErrors(await answered.bytes(MAX_ERROR));
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
  }
  const { sayable = (text: string) => text } = answered;
  const words = said
    .map(({ code, message }) => [code, message].filter((word) => word !== '').join(': '))
    .filter((word) => word !== '');
  return {
    status: answered.status,
    codes: said.map(({ code }) => code),
    digests: [...new Set(said.flatMap(({ digests }) => digests))],
    text: neutral(sayable([answered.status, ...words.slice(0, 3)].join(' '))).slice(0, 400),
  };
};

/** Whether a refusal says that there is no such thing, and nothing else: 404, with a code for that or with none. */
export const isUnknown = ({ status, codes }: Refusal): boolean =>
  status === 404 && (codes.length === 0 || codes.some((code) => UNKNOWN.has(code)));

/** The failure of a refusal that nobody has a use for; `REGISTRY_REFUSED` unless said otherwise. */
export const refusalFailure = (
  { method }: Pick<Exchange, 'method'>,
  url: string,
  refusal: Refusal,
  code: FailureCode = 'REGISTRY_REFUSED',
): Failure =>
  new Failure(code, `${method} ${shownUrl(new URL(url))}: ${refusal.text}`, {
    remedy: REMEDIES[code] ?? ASK,
  });

interface Said {
  readonly code: string;
  readonly message: string;
  readonly digests: readonly Digest[];
}

const UNKNOWN: ReadonlySet<string> = new Set([
  'MANIFEST_UNKNOWN',
  'NAME_UNKNOWN',
  'BLOB_UNKNOWN',
  // Not of the specification, and said by registries for the same.
  'NOT_FOUND',
]);

const ASK = 'Look at what the registry says; ask whoever runs it.';
const REMEDIES: { readonly [code in FailureCode]?: string } = {
  REGISTRY_BUSY: 'Run the same command again later; what is complete is kept.',
  REGISTRY_UNAUTHORIZED:
    'Check that the repository is spelt right, that it is public, or that the credential for its registry may do this.',
};

// Whatever stands in there that is no list of errors says nothing: proxies answer with pages of their own.
const parseErrors = (bytes: Uint8Array): readonly Said[] => {
  let document: unknown;
  try {
    document = parseJson(bytes, { bytes: MAX_ERROR, depth: 32 });
  } catch {
    return [];
  }
  const errors = fieldOf(document, 'errors');
  if (!Array.isArray(errors)) return [];
  return errors.slice(0, 10).map((one: unknown) => ({
    code: wordOf(fieldOf(one, 'code')).slice(0, 60),
    message: wordOf(fieldOf(one, 'message')).slice(0, 2000),
    digests: digestsIn(one),
  }));
};

// Some name it in the message, some in the detail, which may be anything.
const digestsIn = (error: unknown): readonly Digest[] =>
  [...JSON.stringify(error).matchAll(/sha256:[0-9a-f]{64}(?![0-9a-f])/g)]
    .map(([found]) => found)
    .filter(isDigest);

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;

const wordOf = (value: unknown): string => (typeof value === 'string' ? value : '');
