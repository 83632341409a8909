// Everything that the list says is attached to a manifest: there, about that manifest, and signed by who sealed the list.
import type { ListedReferrer } from '../../domain/colophon.ts';
import { BUNDLE_MEDIA_TYPE } from '../../domain/bundle.ts';
import type { Descriptor } from '../../domain/descriptor.ts';
import { type Digest, hexOf } from '../../domain/digest.ts';
import type { Finding } from '../../domain/finding.ts';
import { PROVENANCE_TYPE } from '../../domain/provenance.ts';
import { type Check, findingsOf } from '../check.ts';
import { type HeldContent, type HeldManifest, nameOf, type RegistryEvidence } from '../held-content.ts';
import { faultFinding } from '../manifest-reading.ts';
import { readReferrer, type ReadReferrer } from '../referrer-reading.ts';
import { otherSigner } from '../same-signer.ts';
import type { Fault } from '../signature.ts';
import type { ReadAttestation } from '../read-statement.ts';

export interface ReferrersEvidence extends RegistryEvidence {
  readonly held: readonly HeldContent[];
}

/** A statement that is attached, verified, and about the manifest that it is attached to. */
export interface Attached {
  readonly manifest: HeldManifest;
  /** Of the bundle. */
  readonly bundle: Digest;
  readonly statement: ReadAttestation;
  readonly referrer: ReadReferrer;
}

export interface HeldReferrers {
  readonly content: HeldContent;
  readonly attached: readonly Attached[];
  /** What the referrers point at. */
  readonly blobs: readonly Descriptor[];
}

const findings = findingsOf('referrers');

export const referrers: Check<ReferrersEvidence, readonly HeldReferrers[]> = {
  name: 'referrers',
  claim: 'All that the list says is attached is there, holds, and is about what it is attached to.',
  run: async (evidence, policy) => {
    const against: Finding[] = [];
    const proved: HeldReferrers[] = [];
    for (const content of evidence.held) {
      const judged = await judgeContent(content, evidence, policy);
      against.push(...judged.findings);
      // With one of them refuted, what is missing among the rest says nothing new.
      if (judged.findings.length === 0) proved.push({ content, ...judged });
    }
    return { findings: against, proved };
  },
};

const judgeContent = async (
  content: HeldContent,
  evidence: ReferrersEvidence,
  policy: Parameters<typeof referrers.run>[1],
): Promise<Omit<HeldReferrers, 'content'> & { readonly findings: readonly Finding[] }> => {
  const { entry, manifests } = content;
  const { repository } = entry;
  const against: Finding[] = [];
  const attached: Attached[] = [];
  const { registry } = evidence.place;
  for (const manifest of manifests) {
    const { digest } = manifest.descriptor;
    const offered = new Set((await registry.referrers(repository, digest)).map((one) => one.digest));
    for (const listed of entry.referrers.filter(({ subject }) => subject === digest)) {
      const name = `${nameOf(repository, digest)} ${listed.digest}`;
      const read = offered.has(listed.digest)
        ? await judge(listed, manifest, content, evidence, policy)
        : NOT_OFFERED;
      if ('code' in read) against.push(faultFinding(findings, name, read));
      else attached.push(read);
    }
  }
  return { findings: against, attached, blobs: attached.flatMap(({ referrer }) => referrer.blobs) };
};

const NOT_OFFERED: Fault = {
  code: 'REFERRER_STRIPPED',
  message: 'the sealed list says that it is attached, and its registry does not name it',
};

const judge = async (
  listed: ListedReferrer,
  manifest: HeldManifest,
  content: HeldContent,
  { place, root, sealed }: ReferrersEvidence,
  policy: Parameters<typeof referrers.run>[1],
): Promise<Attached | Fault> => {
  const read = await readReferrer(place, content.entry.repository, listed, manifest.descriptor, {
    policy,
    root,
  });
  if ('code' in read) return read.code === 'CONTENT_ABSENT' ? stripped(read) : read;
  if (read.artifactType !== listed.artifactType || read.artifactType !== BUNDLE_MEDIA_TYPE)
    return {
      code: 'REFERRER_MALFORMED',
      message: `it is ${read.artifactType}, and the sealed list says ${listed.artifactType}`,
    };
  const { statement, facts, bundle } = read;
  const fault = otherSigner(facts, sealed.colophon) ?? subjectFault(statement, manifest, content);
  if (fault !== undefined) return fault;
  return { manifest, bundle: bundle.digest, statement, referrer: read };
};

// A provenance is attached to all that it is about; that it leaves nothing out is judged with what else it says.
const subjectFault = (
  { subjects, predicateType }: ReadAttestation,
  { descriptor }: HeldManifest,
  { manifests }: HeldContent,
): Fault | undefined => {
  const meant = predicateType === PROVENANCE_TYPE ? manifests.map((one) => one.descriptor) : [descriptor];
  const about = subjects.map(({ digest }) => digest.sha256);
  if (meant.some(({ digest }) => about.includes(hexOf(digest)))) return undefined;
  return {
    code: 'REFERRER_OF_OTHER_SUBJECT',
    message: `the statement in it is about ${about[0] ?? 'nothing'}`,
  };
};

const stripped = ({ message }: Fault): Fault => ({ code: 'REFERRER_STRIPPED', message });
