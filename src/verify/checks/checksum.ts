// The checksum lists say the same as the sealed list, in the text form that sha256sum reads.
import type { ListedAsset } from '../../domain/colophon.ts';
import type { Finding } from '../../domain/finding.ts';
import { type ChecksumLine, parseChecksums } from '../../formats/checksums.ts';
import { FormatError } from '../../formats/format-error.ts';
import { type Check, findingsOf } from '../check.ts';
import type { Listed } from './list.ts';

const { proved, refuted } = findingsOf('checksum');
const LIMIT = 16 * 1024 * 1024;

export const checksum: Check<Listed, Listed> = {
  name: 'checksum',
  claim: 'Every checksum list names files of the release, each with its own digest.',
  run: async (listed) => {
    const byName = new Map(listed.sealed.colophon.assets.map((asset) => [asset.name, asset]));
    const present = new Set(listed.here.map(({ name }) => name));
    const lists = listed.here.filter(
      (asset) => asset.role === 'checksums' || fileBeside(asset, byName) !== undefined,
    );
    const findings = await Promise.all(lists.map((asset) => judge(asset, listed, { byName, present })));
    return { findings: findings.flat(), proved: listed };
  },
};

interface Names {
  /** Every asset of the sealed list. */
  readonly byName: ReadonlyMap<string, ListedAsset>;
  /** Those that are here. */
  readonly present: ReadonlySet<string>;
}

const judge = async (
  asset: ListedAsset,
  listed: Listed,
  { byName, present }: Names,
): Promise<readonly Finding[]> => {
  const content = await listed.bytes(asset, LIMIT);
  if (content === undefined)
    return [refuted(asset.name, 'SUBJECT_DIGEST_MISMATCH', 'it changed while it was judged')];
  const lines = parse(content);
  if (lines instanceof FormatError)
    return [refuted(asset.name, 'CHECKSUM_LIST_MALFORMED', `the list is malformed: ${lines.message}`)];
  const beside = fileBeside(asset, byName);
  if (beside !== undefined && (lines.length !== 1 || lines[0]?.name !== beside))
    return [refuted(asset.name, 'CHECKSUM_MISMATCH', `it is not about ${beside}, beside which it lies`)];
  return lines
    .filter(({ name }) => !listed.refuted.has(name))
    .flatMap((line) => compare(asset.name, line, byName.get(line.name), present.has(line.name)));
};

// `<asset>.sha256` is about that asset alone, whatever role the sealed list gives it.
const fileBeside = ({ name }: ListedAsset, byName: Names['byName']): string | undefined => {
  const beside = name.endsWith('.sha256') ? name.slice(0, -'.sha256'.length) : undefined;
  return beside !== undefined && byName.has(beside) ? beside : undefined;
};

const compare = (
  list: string,
  { name, digest }: ChecksumLine,
  listed: ListedAsset | undefined,
  here: boolean,
): readonly Finding[] => {
  if (listed?.digest !== digest) {
    const said =
      listed === undefined
        ? 'which the sealed list does not hold'
        : 'with another digest than the sealed list';
    return [refuted(list, 'CHECKSUM_MISMATCH', `it names ${name}, ${said}`, { digest })];
  }
  return here ? [proved(name, 'CHECKSUM_MATCHES', `${list} says the same`, { digest })] : [];
};

const parse = (content: Uint8Array): readonly ChecksumLine[] | FormatError => {
  try {
    return parseChecksums(content);
  } catch (error) {
    if (error instanceof FormatError) return error;
    throw error;
  }
};
