// Each image of the list, read by digest: its platforms are exactly the listed ones, and each is what it says to be.
import type { ListedImage, ListedPlatform } from '../../domain/colophon.ts';
import type { Descriptor } from '../../domain/descriptor.ts';
import type { Finding } from '../../domain/finding.ts';
import { OCI_CONFIG, OCI_MANIFEST } from '../../domain/oci.ts';
import { formatPlatform } from '../../domain/platform.ts';
import { FormatError } from '../../formats/format-error.ts';
import { MAX_CONFIG, parseImageConfig } from '../../formats/oci/config.ts';
import type { OciIndex } from '../../formats/oci/document.ts';
import { type Check, findingsOf } from '../check.ts';
import { type HeldContent, type HeldManifest, nameOf, type RegistryEvidence } from '../held-content.ts';
import { layerFault } from '../layer-reading.ts';
import { faultFinding, type Place, readBlob, readManifest } from '../manifest-reading.ts';
import type { Fault } from '../signature.ts';

const findings = findingsOf('images');

export const images: Check<RegistryEvidence, readonly HeldContent[]> = {
  name: 'images',
  claim: 'Each image is the listed one: its platforms are those on the list, and each is what it says.',
  run: async ({ sealed, place }) => {
    const judged: Judged[] = [];
    for (const entry of sealed.colophon.images) judged.push(await judge(entry, place));
    return {
      findings: judged.flatMap((one) => one.findings),
      proved: judged.flatMap(({ held }) => (held === undefined ? [] : [held])),
    };
  },
};

/** One platform alone, where its index need not be. */
export const judgePlatform = async (
  entry: ListedImage,
  listed: ListedPlatform,
  place: Place,
): Promise<Judged> => {
  const { platform, digest, size } = listed;
  const name = nameOf(entry.repository, digest);
  const descriptor = { mediaType: OCI_MANIFEST, digest, size };
  const read = await readPlatform(place, entry.repository, listed, descriptor);
  if ('code' in read) return { findings: [faultFinding(findings, name, read)] };
  const manifests = [{ label: platform, descriptor }];
  return {
    findings: [findings.proved(name, 'IMAGE_HOLDS', platform, { digest })],
    held: { kind: 'image', entry, manifests, blobs: read.blobs },
  };
};

export interface Judged {
  readonly findings: readonly Finding[];
  readonly held?: HeldContent;
}

const judge = async (entry: ListedImage, place: Place): Promise<Judged> => {
  const { repository, digest, platforms } = entry;
  const name = nameOf(repository, digest);
  const index = await readManifest(place, repository, entry);
  if ('code' in index) return { findings: [faultFinding(findings, name, index)] };
  if (index.kind !== 'index') return { findings: [faultFinding(findings, name, NO_INDEX)] };
  const differing = compare(index, platforms);
  if (differing.length > 0)
    return { findings: differing.map((fault) => faultFinding(findings, name, fault)) };
  const manifests: HeldManifest[] = [{ label: 'index', descriptor: entry }];
  const blobs: Descriptor[] = [];
  const against: Finding[] = [];
  for (const listed of platforms) {
    const descriptor = index.manifests.find((one) => one.digest === listed.digest);
    if (descriptor === undefined) continue;
    const read = await readPlatform(place, repository, listed, descriptor);
    if ('code' in read) against.push(faultFinding(findings, `${name} ${listed.platform}`, read));
    else blobs.push(...read.blobs);
    manifests.push({ label: listed.platform, descriptor });
  }
  if (against.length > 0) return { findings: against };
  const holds = findings.proved(name, 'IMAGE_HOLDS', platforms.map(({ platform }) => platform).join(', '), {
    digest,
  });
  return { findings: [holds], held: { kind: 'image', entry, manifests, blobs } };
};

const NO_INDEX: Fault = {
  code: 'MANIFEST_TYPE_MISMATCH',
  message: 'it is one manifest, and the sealed list says an index',
};

/** The index against the list: what stands twice explains everything else. */
const compare = ({ manifests }: OciIndex, listed: readonly ListedPlatform[]): readonly Fault[] => {
  const found = manifests.map(({ platform, digest }) => ({
    digest,
    platform: platform === undefined ? 'no platform' : formatPlatform(platform),
  }));
  const twice = found.filter((one, at) =>
    found.slice(0, at).some(({ digest, platform }) => digest === one.digest || platform === one.platform),
  );
  if (twice.length > 0)
    return twice.map(({ platform }) => ({
      code: 'PLATFORM_TWICE',
      message: `the index holds ${platform} twice`,
    }));
  const missing = listed
    .filter(({ platform }) => !found.some((one) => one.platform === platform))
    .map(({ platform }): Fault => ({
      code: 'PLATFORM_MISSING',
      message: `the sealed list promises ${platform}, and the index does not hold it`,
    }));
  const more = found.flatMap(({ platform, digest }): readonly Fault[] => {
    const same = listed.find((one) => one.platform === platform);
    if (same === undefined)
      return [
        { code: 'PLATFORM_EXTRA', message: `the index holds ${platform}, and the sealed list does not` },
      ];
    if (same.digest === digest) return [];
    return [
      {
        code: 'PLATFORM_SWAPPED',
        message: `the index names ${digest} for ${platform}, and the sealed list ${same.digest}`,
      },
    ];
  });
  return [...missing, ...more];
};

const readPlatform = async (
  place: Place,
  repository: string,
  { platform, size }: ListedPlatform,
  descriptor: Descriptor,
): Promise<{ readonly blobs: readonly Descriptor[] } | Fault> => {
  const manifest = await readManifest(place, repository, descriptor);
  if ('code' in manifest) return manifest;
  if (manifest.kind === 'index' || descriptor.mediaType !== OCI_MANIFEST)
    return { code: 'MANIFEST_NESTED', message: 'it is another index' };
  if (descriptor.size !== size)
    return {
      code: 'DESCRIPTOR_MISMATCH',
      message: `it has ${descriptor.size} bytes, and the sealed list says ${size}`,
    };
  const { config, layers } = manifest;
  if (config.mediaType !== OCI_CONFIG)
    return { code: 'DESCRIPTOR_MISMATCH', message: `its config is ${config.mediaType}, not ${OCI_CONFIG}` };
  const bytes = await readBlob(place, repository, config, MAX_CONFIG);
  if ('code' in bytes) return bytes;
  const differing = configFault(bytes, platform, layers.length);
  if (differing !== undefined) return differing;
  for (const layer of layers) {
    const fault = await layerFault(place, repository, layer, platform);
    if (fault !== undefined) return fault;
  }
  return { blobs: [config, ...layers] };
};

const configFault = (bytes: Uint8Array, platform: string, layers: number): Fault | undefined => {
  try {
    const config = parseImageConfig(bytes);
    const said = formatPlatform(config);
    if (said !== platform)
      return {
        code: 'IMAGE_PLATFORM_MISMATCH',
        message: `its config says ${said}, and index and sealed list say ${platform}`,
      };
    return config.diffIds.length === layers
      ? undefined
      : {
          code: 'MANIFEST_MALFORMED',
          message: `its config names ${config.diffIds.length} layers, and it has ${layers}`,
        };
  } catch (error) {
    if (error instanceof FormatError)
      return { code: 'MANIFEST_MALFORMED', message: `its config is malformed: ${error.message}` };
    throw error;
  }
};
