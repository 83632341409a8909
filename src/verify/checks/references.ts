// Every image that a manifest or a chart mentions is of this release, by digest, or listed as somebody else's.
import type { Colophon, ListedAsset } from '../../domain/colophon.ts';
import { Failure } from '../../domain/failure.ts';
import type { Finding } from '../../domain/finding.ts';
import { FormatError } from '../../formats/format-error.ts';
import { chartFileReferences } from '../../formats/helm/references.ts';
import { imageReferences } from '../../formats/manifests/references.ts';
import { parseReference, repositoryOf } from '../../formats/oci/reference.ts';
import { readTarGz } from '../../formats/tar/read.ts';
import { wholeFile } from '../../formats/tar/whole.ts';
import { type Check, findingsOf } from '../check.ts';
import type { Fault } from '../signature.ts';
import type { Listed } from './list.ts';

const findings = findingsOf('references');
const LIMIT = 16 * 1024 * 1024;

export const references: Check<Listed, Listed> = {
  name: 'references',
  claim: 'What manifests and charts mention is pinned to this release, or listed as external.',
  run: async (listed) => {
    const assets = listed.here.filter(({ role }) => role === 'manifest' || role === 'chart');
    const judged = await Promise.all(assets.map((asset) => judge(asset, listed)));
    return { findings: judged.flat(), proved: listed };
  },
};

const judge = async (asset: ListedAsset, listed: Listed): Promise<readonly Finding[]> => {
  const { name, digest, role } = asset;
  const bytes = await listed.bytes(asset, LIMIT);
  if (bytes === undefined)
    return [
      findings.refuted(name, 'REFERENCES_UNREADABLE', 'it is too large, or changed while it was judged'),
    ];
  try {
    const { mentioned, packed } = role === 'manifest' ? read(bytes) : await readChart(bytes);
    const faults = new Map(
      mentioned.flatMap((reference) => {
        const fault = referenceFault(reference, listed.sealed.colophon);
        return fault === undefined ? [] : [[reference, fault] as const];
      }),
    );
    if (faults.size > 0)
      return [...faults.values()].map(({ code, message }) =>
        findings.refuted(name, code, message, { digest }),
      );
    const count = `${mentioned.length} ${mentioned.length === 1 ? 'image' : 'images'}`;
    return [
      findings.proved(name, 'REFERENCES_PINNED', `it mentions ${count}`, { digest }),
      ...packed.map((path) =>
        findings.info(name, 'ARCHIVE_NOT_OPENED', `what ${path} mentions was not looked at`, { digest }),
      ),
    ];
  } catch (error) {
    if (error instanceof FormatError || (error instanceof Failure && error.code.startsWith('ARCHIVE_')))
      return [
        findings.refuted(name, 'REFERENCES_UNREADABLE', `it cannot be read: ${error.message}`, { digest }),
      ];
    throw error;
  }
};

interface Mentions {
  readonly mentioned: readonly string[];
  /** Charts inside, packed: nobody has looked into them. */
  readonly packed: readonly string[];
}

const read = (bytes: Uint8Array): Mentions => ({
  mentioned: imageReferences(bytes).map(({ reference }) => reference),
  packed: [],
});

/**
 * A chart as far as it can be read without being filled in: values, CRDs, and literal images in templates. Throws
 * `FormatError` for a file of these that is too large to be read: what was passed over is not proved.
 */
const readChart = async (bytes: Uint8Array): Promise<Mentions> => {
  const mentioned: string[] = [];
  const packed: string[] = [];
  for await (const file of readTarGz(once(bytes), { bytes: 16 * LIMIT })) {
    const path = file.path.slice(file.path.indexOf('/') + 1);
    if (/^charts\/.*\.tgz$/s.test(path)) packed.push(path);
    if (!/\.(?:ya?ml|json|tpl|txt)$/i.test(path)) continue;
    if (file.size > LIMIT) throw new FormatError(`${path} has ${file.size} bytes`);
    const found = chartFileReferences(path, await wholeFile(file));
    mentioned.push(...found.map(({ reference }) => reference));
  }
  return { mentioned, packed };
};

async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}

const referenceFault = (
  reference: string,
  { images, mirrors, externalImages }: Colophon,
): Fault | undefined => {
  const parsed = parseReference(reference);
  const repository = parsed === undefined ? undefined : repositoryOf(parsed);
  const ours = images.filter(
    (entry) =>
      entry.repository === repository ||
      mirrors.some(({ content }) =>
        content.some(
          (one) => one.kind === 'image' && one.name === entry.name && one.repository === repository,
        ),
      ),
  );
  if (ours.length === 0)
    return externalImages.includes(reference)
      ? undefined
      : { code: 'REFERENCE_OUTSIDE', message: `it mentions ${reference}, which the sealed list does not` };
  const { digest } = parsed ?? {};
  if (digest === undefined)
    return { code: 'REFERENCE_NOT_PINNED', message: `it mentions ${reference} without a digest` };
  const digests = ours.flatMap((entry) => [entry.digest, ...entry.platforms.map((one) => one.digest)]);
  return digests.some((one) => one === digest)
    ? undefined
    : {
        code: 'REFERENCE_OF_OTHER_RELEASE',
        message: `it mentions ${reference}, which is not of this release`,
      };
};
