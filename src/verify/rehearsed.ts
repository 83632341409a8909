// Whether something says of itself that it is a rehearsal. Nothing is proved by it; it is good for a refusal only (trust.md 3).
import { REHEARSAL_HOST } from '../domain/identity.ts';
import { type ReadBundle, readBundle } from '../formats/bundle/read.ts';
import { readCertificate } from '../formats/certificate.ts';
import { FormatError } from '../formats/format-error.ts';
import { hostOf } from '../formats/name-constraints.ts';
import type { AssetSource } from '../ports/asset-source.ts';

const ENDINGS = ['.sigstore.json', '.intoto.jsonl'];
const LIMIT = 4 * 1024 * 1024;
const MOST = 8;

/** Whether a bundle that lies there was signed by a rehearsal's own authority. */
export const looksRehearsed = async (source: AssetSource): Promise<boolean> => {
  const bundles = (await source.list())
    .filter(({ name, size }) => size >= 0 && size <= LIMIT && ENDINGS.some((ending) => name.endsWith(ending)))
    .slice(0, MOST);
  for (const { name } of bundles) {
    if (bundleLooksRehearsed(await source.bytes(name, LIMIT))) return true;
  }
  return false;
};

export const bundleLooksRehearsed = (bytes: Uint8Array): boolean => {
  try {
    return isRehearsed(readBundle(bytes.at(-1) === 0x0a ? bytes.subarray(0, -1) : bytes));
  } catch (error) {
    if (error instanceof FormatError) return false;
    throw error;
  }
};

export const isRehearsed = ({ certificate }: ReadBundle): boolean => {
  try {
    const { names, fulcio } = readCertificate(certificate);
    return [...names.map(({ value }) => value), fulcio.get(8), fulcio.get(1), fulcio.get(12)].some(
      (uri) => uri !== undefined && hostOf(uri) === REHEARSAL_HOST,
    );
  } catch (error) {
    if (error instanceof FormatError) return false;
    throw error;
  }
};
