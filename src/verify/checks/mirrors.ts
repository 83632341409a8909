// Each listed mirror holds the same graph: index, platforms, all that is attached to them, and what they point at.
import type { ListedMirror } from '../../domain/colophon.ts';
import type { Digest } from '../../domain/digest.ts';
import type { Finding } from '../../domain/finding.ts';
import { OCI_MANIFEST } from '../../domain/oci.ts';
import { type Check, findingsOf } from '../check.ts';
import { nameOf, type RegistryEvidence } from '../held-content.ts';
import { blobFault, faultFinding, type Place, readManifest } from '../manifest-reading.ts';
import type { Fault } from '../signature.ts';
import { askedOf, lacks, mayFail } from './may-fail.ts';
import type { HeldReferrers } from './referrers.ts';

export interface MirrorsEvidence extends RegistryEvidence {
  readonly referrers: readonly HeldReferrers[];
}

const findings = findingsOf('mirrors');
/** The largest blob that is fetched where layers are not. */
const SMALL = 4 * 1024 * 1024;

/** What a mirror holds is known only once the origin holds: contents that were refuted there are left out. */
export const mirrors: Check<MirrorsEvidence, readonly MirroredContent[]> = {
  name: 'mirrors',
  claim: 'Every mirror on the list holds the same, with everything attached to it.',
  run: async ({ sealed, place, referrers }) => {
    const all: Finding[] = [];
    const proved: MirroredContent[] = [];
    const places = sealed.colophon.mirrors.flatMap((mirror) =>
      mirror.content.map((one) => ({ ...one, optional: mayFail(mirror) })),
    );
    for (const { repository, kind, name, optional } of places) {
      const held = referrers.find(({ content }) => content.kind === kind && content.entry.name === name);
      if (held === undefined) continue;
      const fault = await askedOf<Fault | undefined>(
        optional,
        () => judge(repository, held, place),
        (message) => ({ code: 'MIRROR_INCOMPLETE', message }),
      );
      const called = nameOf(repository, held.content.entry.digest);
      if (fault === undefined) {
        all.push(findings.proved(called, 'MIRROR_EQUAL', `the same as ${held.content.entry.repository}`));
        proved.push({ repository, held, optional });
      } else if (optional && fault.code === 'MIRROR_INCOMPLETE') all.push(lacks(called, fault.message));
      else all.push(faultFinding(findings, called, fault));
    }
    return { findings: all, proved };
  },
};

export interface MirroredContent {
  readonly repository: ListedMirror['content'][number]['repository'];
  readonly held: HeldReferrers;
  /** It may come to lack the list. */
  readonly optional: boolean;
}

const judge = async (
  repository: string,
  { content, blobs }: HeldReferrers,
  place: Place,
): Promise<Fault | undefined> => {
  const { entry, manifests } = content;
  for (const { descriptor } of manifests) {
    const read = await readManifest(place, repository, descriptor);
    if ('code' in read) return ofMirror(read, descriptor.digest);
  }
  for (const { descriptor } of manifests) {
    const fault = await attachedFault(repository, descriptor.digest, entry.referrers, place);
    if (fault !== undefined) return fault;
  }
  for (const blob of [...content.blobs, ...blobs]) {
    if (!place.layers && !place.deep && blob.size > SMALL) continue;
    const fault = await blobFault(place, repository, blob);
    if (fault !== undefined) return ofMirror(fault, blob.digest);
  }
  return undefined;
};

const attachedFault = async (
  repository: string,
  subject: Digest,
  referrers: HeldReferrers['content']['entry']['referrers'],
  place: Place,
): Promise<Fault | undefined> => {
  const offered = new Set((await place.registry.referrers(repository, subject)).map(({ digest }) => digest));
  for (const listed of referrers.filter((one) => one.subject === subject)) {
    if (!offered.has(listed.digest))
      return {
        code: 'MIRROR_INCOMPLETE',
        message: `it does not name ${listed.digest} as attached to ${subject}`,
      };

    const read = await readManifest(place, repository, { ...listed, mediaType: OCI_MANIFEST });
    if ('code' in read) return ofMirror(read, listed.digest);
  }
  return undefined;
};

const ofMirror = ({ code, message }: Fault, digest: Digest): Fault =>
  code === 'CONTENT_ABSENT'
    ? { code: 'MIRROR_INCOMPLETE', message: `it lacks ${digest}` }
    : { code: 'MIRROR_DIFFERS', message };
