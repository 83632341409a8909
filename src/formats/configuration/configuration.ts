// `colophon.yaml`, read: strict, bounded, every fault at once and each with its place (docs/configuration.md).
import type { Digest } from '../../domain/digest.ts';
import { Failure } from '../../domain/failure.ts';
import { canonicalJson } from '../canonical-json.ts';
import { sha256 } from '../sha256.ts';
import { type Locate, parseDocumentBytes } from './document.ts';
import { faultsOf } from './faults.ts';
import { type CodedFault, crossFaults } from './rules.ts';
import { configurationSchema, type Shape } from './schema.ts';

export interface Configuration {
  /** The name that places begin with. */
  readonly file: string;
  readonly shape: Shape;
  /** `gate.tag`, its default filled in. */
  readonly tagPattern: string;
  /** Of the canonical JSON of what was parsed: comments, order and spelling do not count. */
  readonly digest: Digest;
  readonly locate: Locate;
}

/**
 * The configuration in these bytes. Fails with `CONFIG_INVALID`, `NOT_YET_SUPPORTED` or `ASSET_NAME_TWICE`;
 * all faults are told, in the order of the file, the first as `at`, the others in `more`.
 */
export const parseConfiguration = (bytes: Uint8Array, file: string): Configuration => {
  const document = parseDocumentBytes(bytes, file);
  if (document.faults.length > 0) throw invalid(document.faults.map(asInvalid));
  const parsed = configurationSchema.safeParse(document.value);
  if (!parsed.success) throw invalid(faultsOf(parsed.error.issues, document).map(asInvalid));
  const shape = parsed.data;
  const faults = crossFaults(shape, document.locate);
  if (faults.length > 0) throw invalid(faults);
  return {
    file,
    shape,
    tagPattern: shape.gate?.tag ?? 'v{version}',
    digest: sha256(canonicalJson(shape)),
    locate: document.locate,
  };
};

/** The failure for a configuration that is not there: `CONFIG_MISSING`. */
export const missingConfiguration = (file: string): Failure =>
  new Failure('CONFIG_MISSING', `there is no ${file} in the commit`, {
    remedy: `commit a ${file} that begins with \`version: 1\`, or name another with --config`,
    at: file,
  });

const asInvalid = (fault: { readonly message: string; readonly at: string }): CodedFault => ({
  code: 'CONFIG_INVALID',
  ...fault,
});

const invalid = (faults: readonly CodedFault[]): Failure => {
  const [first, ...more] = [...faults].sort((a, b) => order(a.at, b.at));
  if (first === undefined) throw new TypeError('a configuration without faults is valid');
  const code = more.every((fault) => fault.code === first.code) ? first.code : 'CONFIG_INVALID';
  return new Failure(code, first.message, {
    remedy:
      code === 'CONFIG_INVALID'
        ? 'correct the configuration and run the same command again'
        : (REMEDIES[code] ?? ''),
    at: first.at,
    more: more.map(({ message, at }) => ({ message, at })),
  });
};

const REMEDIES: Readonly<Record<string, string>> = {
  NOT_YET_SUPPORTED: 'release what is supported today, and leave this for a later version',
  TAG_NOT_FOR_IMAGES: 'write `tags` of the image with {version} in place of {tag}',
  ASSET_NAME_TWICE: 'put {os}, {arch} or another placeholder that tells them apart into the asset template',
};

/** Places of one file by line, then column. */
const order = (a: string, b: string): number => {
  const [aLine = 0, aColumn = 0] = lineAndColumn(a);
  const [bLine = 0, bColumn = 0] = lineAndColumn(b);
  return aLine - bLine || aColumn - bColumn;
};

const lineAndColumn = (at: string): readonly number[] => at.split(':').slice(-2).map(Number);
