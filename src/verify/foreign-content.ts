// What an image without a sealed list points at, read where it lies: its signature covers all of that by digest, and a
// registry may still lack it or serve something else (trust.md 10).
import type { Descriptor } from '../domain/descriptor.ts';
import type { Finding } from '../domain/finding.ts';
import type { OciManifest } from '../formats/oci/document.ts';
import { findingsOf } from './check.ts';
import { layersNotRead } from './checks/places.ts';
import { blobFault, type Expected, faultFinding, type Place, readManifest } from './manifest-reading.ts';
import type { Fault } from './signature.ts';

const findings = findingsOf('image');

/** Every manifest is read, and layers where they are at hand or asked for; what was not read is said. */
export const readForeign = async (
  place: Place,
  repository: string,
  subject: Expected,
  name: string,
): Promise<readonly Finding[]> => {
  const manifests = await manifestsOf(place, repository, subject);
  if ('code' in manifests) return [faultFinding(findings, name, manifests)];
  if (!place.layers) return [layersNotRead(name)];
  const blobs = new Map<string, Descriptor>();
  for (const { config, layers } of manifests)
    for (const blob of [config, ...layers]) blobs.set(blob.digest, blob);
  const against: Finding[] = [];
  for (const blob of blobs.values()) {
    const fault = await blobFault(place, repository, blob);
    if (fault !== undefined) against.push(faultFinding(findings, name, fault));
  }
  return against;
};

const manifestsOf = async (
  place: Place,
  repository: string,
  subject: Expected,
): Promise<readonly OciManifest[] | Fault> => {
  const document = await readManifest(place, repository, subject, { foreign: true });
  if ('code' in document) return document;
  if (document.kind === 'manifest') return [document];
  const manifests: OciManifest[] = [];
  for (const member of document.manifests) {
    const read = await readManifest(place, repository, member, { foreign: true });
    if ('code' in read) return read;
    if (read.kind === 'index') return { code: 'MANIFEST_NESTED', message: 'it points at another index' };
    manifests.push(read);
  }
  return manifests;
};
