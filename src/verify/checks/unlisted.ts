// What is attached beside the list: the list itself, the same one everywhere, and nothing that others would believe
// (trust.md 1, 5).
import { type Colophon, COLOPHON_MEDIA_TYPE } from '../../domain/colophon.ts';
import type { Descriptor } from '../../domain/descriptor.ts';
import type { Finding } from '../../domain/finding.ts';
import { PROVENANCE_TYPE } from '../../domain/provenance.ts';
import { type Check, findingsOf } from '../check.ts';
import { readAttachedList } from '../attached-list.ts';
import { type HeldContent, type HeldManifest, nameOf, type RegistryEvidence } from '../held-content.ts';
import { faultFinding } from '../manifest-reading.ts';
import type { Policy } from '../policy.ts';
import { type ReadReferrer, readReferrer } from '../referrer-reading.ts';
import { otherSigner } from '../same-signer.ts';
import type { Fault } from '../signature.ts';
import { askedOf, lacks } from './may-fail.ts';
import type { HeldReferrers } from './referrers.ts';
import { AFFIRMATIONS, madeOtherwise, noSignature } from './roles.ts';

export interface UnlistedEvidence extends RegistryEvidence {
  /** Every place where manifests of the release lie, with what the list says is attached there. */
  readonly places: readonly AttachedPlace[];
  /** Whether the list must be attached by now: before `seal` has ended it need not be. */
  readonly attached: boolean;
}

export interface AttachedPlace {
  readonly repository: string;
  readonly entry: HeldContent['entry'];
  readonly manifests: readonly HeldManifest[];
  readonly listed: ReadonlySet<string>;
  /** It may come to lack the list: a mirror that may fail. */
  readonly optional?: boolean;
}

const findings = findingsOf('referrers');

export const unlisted: Check<UnlistedEvidence, UnlistedEvidence> = {
  name: 'referrers',
  claim: 'Beside what is listed, nothing is attached but this one list.',
  run: async (evidence, policy) => {
    const all: Finding[] = [];
    for (const place of evidence.places)
      for (const manifest of place.manifests) {
        const name = nameOf(place.repository, manifest.descriptor.digest);
        const found = await askedOf<readonly Finding[]>(
          place.optional === true,
          () => judge(place, manifest, evidence, policy),
          (why) => [lacks(name, why)],
        );
        all.push(...found);
      }
    return { findings: all, proved: evidence };
  },
};

/** A content in one of its places. */
export const attachedPlace = (repository: string, { content }: HeldReferrers): AttachedPlace => ({
  repository,
  entry: content.entry,
  manifests: content.manifests,
  listed: new Set(content.entry.referrers.map(({ digest }) => digest)),
});

const judge = async (
  at: AttachedPlace,
  { descriptor }: HeldManifest,
  evidence: UnlistedEvidence,
  policy: Policy,
): Promise<readonly Finding[]> => {
  const { repository, listed, optional = false } = at;
  const { place, sealed } = evidence;
  const offered = await place.registry.referrers(repository, descriptor.digest);
  const name = nameOf(repository, descriptor.digest);
  const all: Finding[] = [];
  let attached = false;
  const damaged: [Descriptor, Fault][] = [];
  for (const referrer of offered.filter(({ digest }) => !listed.has(digest))) {
    const { digest } = referrer;
    const list = await readAttachedList(place, repository, referrer, descriptor, {
      policy,
      root: evidence.root,
    });
    if (list !== undefined && 'colophon' in list && list.colophon.tag === sealed.colophon.tag) {
      if (list.digest === sealed.digest) attached = true;
      else
        all.push(
          findings.refuted(
            name,
            'RELEASE_EQUIVOCATES',
            `another sealed list of this tag is attached: ${digest}`,
            {
              remedy: 'trust neither; report it to the project',
            },
          ),
        );
      continue;
    }
    if (list !== undefined && 'code' in list && referrer.artifactType === COLOPHON_MEDIA_TYPE) {
      // Named where a registry has lost it: before `seal` has ended that is as if it were not attached yet.
      if (evidence.attached || list.code !== 'CONTENT_ABSENT') damaged.push([referrer, list]);
    } else all.push(await stranger(at, referrer, descriptor, evidence, policy));
  }
  const missing = evidence.attached && !attached && all.every(({ code }) => code !== 'RELEASE_EQUIVOCATES');
  // What is wrong with the one list that is attached says why there is none; beside the true one it is a stranger.
  if (missing && damaged.length > 0)
    return [...all, ...damaged.map(([, fault]) => faultFinding(findings, name, fault))];
  for (const [referrer] of damaged) all.push(await stranger(at, referrer, descriptor, evidence, policy));
  if (missing && optional) return [...all, lacks(name, 'the sealed list is not attached to it')];
  return missing
    ? [...all, findings.absent(name, 'SEAL_MISSING', 'the sealed list is not attached to it')]
    : all;
};

const stranger = async (
  { repository, entry }: AttachedPlace,
  referrer: Descriptor,
  subject: HeldManifest['descriptor'],
  { place, root, complete, sealed: { colophon } }: UnlistedEvidence,
  policy: Policy,
): Promise<Finding> => {
  const name = nameOf(repository, subject.digest);
  const read = await readReferrer(place, repository, referrer, subject, { policy, root });
  if ('statement' in read && !AFFIRMATIONS.includes(read.statement.predicateType))
    return faultFinding(findings, name, noSignature(read.statement.predicateType));
  if ('statement' in read && isOfEarlierRun(read, entry, colophon))
    return findings.info(
      name,
      'REFERRER_OF_EARLIER_RUN',
      `${referrer.digest} says the same of an earlier run`,
      {
        digest: referrer.digest,
        assertedBy: 'platform',
      },
    );
  const what =
    referrer.artifactType === COLOPHON_MEDIA_TYPE
      ? 'no sealed list of this release'
      : 'not on the sealed list';
  const message = `${referrer.digest} is attached, and is ${what}`;
  return complete
    ? findings.refuted(name, 'REFERRER_UNLISTED', message, { digest: referrer.digest })
    : findings.info(name, 'REFERRER_UNLISTED', message, { digest: referrer.digest });
};

/**
 * A release that was begun by one run and ended by another leaves two provenances of the same bytes. Nothing is deleted
 * to recover, and what the same workflow truly says of the same tag and commit is no lie (trust.md 5).
 */
const isOfEarlierRun = (
  { statement, facts }: ReadReferrer,
  entry: HeldContent['entry'],
  colophon: Colophon,
): boolean =>
  statement.predicateType === PROVENANCE_TYPE &&
  otherSigner(facts, colophon) === undefined &&
  madeOtherwise(statement, facts, entry, colophon) === undefined;
