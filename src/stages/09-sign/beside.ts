// Copies of the bundle beside the files that people verify one by one: checksum lists always, others by name.
import type { Asset } from '../../domain/asset.ts';
import type { Descriptor } from '../../domain/descriptor.ts';
import { Failure } from '../../domain/failure.ts';
import type { ChecksumOutcome } from '../../domain/outcome/checksum.ts';
import type { UnsignedStatement } from '../../domain/outcome/provenance.ts';
import type { SignSettings } from '../../domain/settings.ts';
import { glob } from '../../formats/glob.ts';

/** All copies together; more is a mistake in `sign.beside`. */
const MOST = 16 * 1024 * 1024;

/** `<asset>.sigstore.json` for each subject of this statement that asks for one; fails with `BUNDLES_TOO_LARGE`. */
export const besideOf = (
  { subjects }: UnsignedStatement,
  checksum: ChecksumOutcome,
  content: Descriptor,
  { beside }: SignSettings,
): readonly Asset[] => {
  const lists = new Set(checksum.assets.map(({ name }) => name).filter((name) => !name.endsWith('.sha256')));
  const globs = beside.map(glob);
  const wanted = subjects.filter((name) => lists.has(name) || globs.some((matches) => matches(name)));
  if (wanted.length * content.size > MOST) throw tooMany(wanted.length, content.size);
  return wanted.map((name) => ({ name: `${name}.sigstore.json`, role: 'bundle', content }));
};

const tooMany = (copies: number, size: number): Failure =>
  new Failure('BUNDLES_TOO_LARGE', `${copies} copies of a bundle of ${size} bytes are more than 16 MiB`, {
    remedy: 'name fewer files in sign.beside: the .intoto.jsonl bundle verifies each of them as it stands',
    at: 'sign.beside',
  });
