// Archives that two programs would unpack differently: headers against records, one gzip member, nothing behind the end
// (trust.md 11).
import type { ListedAsset } from '../../domain/colophon.ts';
import { Failure } from '../../domain/failure.ts';
import type { Finding } from '../../domain/finding.ts';
import { FINDING_CODES, type FindingCode } from '../../domain/finding-codes.ts';
import { readTarGz } from '../../formats/tar/read.ts';
import { readZipDirectory } from '../../formats/zip/read.ts';
import { type Check, findingsOf } from '../check.ts';
import type { Listed } from './list.ts';

const { proved, refuted, info } = findingsOf('archives');
const ROLES: ReadonlySet<ListedAsset['role']> = new Set(['archive', 'source', 'chart', 'package']);
/** A zip's directory stands at its end, so it is read whole. */
const ZIP_LIMIT = 64 * 1024 * 1024;

/** What is streamed is inflated on other threads, side by side; what is held whole comes one after the other. */
const AT_ONCE = 3;
const isStreamed = ({ name }: ListedAsset): boolean => /\.(tar\.gz|tgz)$/.test(name);

export const archives: Check<Listed, Listed> = {
  name: 'archives',
  claim: 'Every archive can be read in one way only.',
  run: async (listed) => {
    // What was taken in is as somebody else made it.
    const ours = listed.here.filter(({ role, origin }) => ROLES.has(role) && origin === undefined);
    const judged = new Map<ListedAsset, Finding>();
    const lane = async (queue: Iterable<ListedAsset>): Promise<void> => {
      for (const asset of queue) judged.set(asset, await judge(asset, listed));
    };
    const streamed = ours.filter(isStreamed).values();
    const lanes = Array.from({ length: AT_ONCE }, () => lane(streamed));
    await Promise.all([...lanes, lane(ours.filter((asset) => !isStreamed(asset)))]);
    return { findings: ours.flatMap((asset) => judged.get(asset) ?? []), proved: listed };
  },
};

const judge = async (asset: ListedAsset, listed: Listed): Promise<Finding> => {
  const { name, digest } = asset;
  try {
    const opened = await open(asset, listed);
    return opened
      ? proved(name, 'ARCHIVE_HOLDS', 'it can be read in one way only', { digest })
      : info(name, 'ARCHIVE_NOT_OPENED', 'what is inside was not looked at', { digest });
  } catch (error) {
    if (!(error instanceof Failure) || !error.code.startsWith('ARCHIVE_')) throw error;
    if (error.code === 'ARCHIVE_TOO_LARGE')
      return info(name, 'ARCHIVE_NOT_OPENED', error.message, { digest });
    return refuted(name, isFinding(error.code) ? error.code : 'ARCHIVE_DAMAGED', error.message, { digest });
  }
};

const isFinding = (code: string): code is FindingCode => Object.hasOwn(FINDING_CODES, code);

const open = async (asset: ListedAsset, { bytes, stream }: Listed): Promise<boolean> => {
  if (isStreamed(asset) && stream !== undefined) {
    for await (const _ of readTarGz(stream(asset), { links: 'skip' }));
    return true;
  }
  if (!asset.name.endsWith('.zip') || asset.size > ZIP_LIMIT) return false;
  const zip = await bytes(asset, ZIP_LIMIT);
  if (zip === undefined) return false;
  for (const entry of readZipDirectory(zip, { links: 'skip' })) if (entry.size <= ZIP_LIMIT) entry.bytes();
  return true;
};
