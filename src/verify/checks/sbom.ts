// Each SBOM describes, by SHA-256, the very file or manifest that the sealed list says it describes (SPDX 2.3).
import type { ListedAsset } from '../../domain/colophon.ts';
import { hexOf, isDigest } from '../../domain/digest.ts';
import type { Finding } from '../../domain/finding.ts';
import { FormatError } from '../../formats/format-error.ts';
import { describedDigests } from '../../formats/spdx/described.ts';
import { type Check, findingsOf } from '../check.ts';
import type { Listed } from './list.ts';

const { proved, refuted } = findingsOf('sbom');
const LIMIT = 64 * 1024 * 1024;

export const sbom: Check<Listed, Listed> = {
  name: 'sbom',
  claim: 'Each SBOM names the file or the manifest that it describes by its digest.',
  run: async (listed) => {
    const documents = listed.here.filter(({ describes }) => describes !== undefined);
    return { findings: await Promise.all(documents.map((asset) => judge(asset, listed))), proved: listed };
  },
};

const judge = async (asset: ListedAsset, { sealed, bytes }: Listed): Promise<Finding> => {
  const { name, describes, digest } = asset;
  const content = await bytes(asset, LIMIT);
  if (content === undefined)
    return refuted(name, 'SUBJECT_DIGEST_MISMATCH', 'it changed while it was judged');
  const wanted = isDigest(describes)
    ? describes
    : sealed.colophon.assets.find((one) => one.name === describes)?.digest;
  try {
    const digests = describedDigests(content, LIMIT);
    return wanted !== undefined && digests.includes(hexOf(wanted))
      ? proved(name, 'SBOM_DESCRIBES', `it describes ${describes ?? ''}`, { digest })
      : refuted(
          name,
          'SBOM_DESCRIBES_OTHER',
          `it does not describe ${describes ?? 'anything'} by its digest`,
          { digest },
        );
  } catch (error) {
    if (error instanceof FormatError)
      return refuted(name, 'SBOM_MALFORMED', `the SBOM is malformed: ${error.message}`, { digest });
    throw error;
  }
};
