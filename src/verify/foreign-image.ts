// An image that carries no sealed list: signed by cosign or attested by a forge's workflow. What is attached proves that
// somebody affirmed this digest; what belongs to it, and how it is called, nothing says for certain (trust.md 1, 4, 5).
import type { Descriptor } from '../domain/descriptor.ts';
import type { Finding } from '../domain/finding.ts';
import { hexOf } from '../domain/digest.ts';
import { OCI_MANIFEST } from '../domain/oci.ts';
import { PROVENANCE_TYPE } from '../domain/provenance.ts';
import { IMAGE_SIGNATURE_TYPE } from '../domain/statement.ts';
import { parseReference, repositoryOf } from '../formats/oci/reference.ts';
import type { SignatureFacts } from '../formats/sigstore-verify.ts';
import { findingsOf } from './check.ts';
import type { AskedPlace } from './checks/asked-place.ts';
import { signerFindings } from './checks/signer.ts';
import { readForeign } from './foreign-content.ts';
import { type Expected, faultFinding, type Place, readManifest } from './manifest-reading.ts';
import { certificateFault } from './provenance-fault.ts';
import { asProvenance, type ReadAttestation } from './read-statement.ts';
import { type Judge, type ReadReferrer, readReferrer } from './referrer-reading.ts';
import type { Fault } from './signature.ts';

export interface ForeignImage {
  readonly place: Place;
  /** The repository that is read. */
  readonly repository: string;
  readonly subject: Expected;
  /** How the user named it. */
  readonly name: string;
  /** Where it was asked for; absent in a layout, which is no place. */
  readonly asked?: AskedPlace;
  /** What the signed statements call it, where the user says that it was copied from there. */
  readonly as?: string;
  /** Whether a whole release is demanded, which nothing but a list can show. */
  readonly complete: boolean;
}

const signed = findingsOf('signature');
const { absent: unattached } = findingsOf('seal');

const PROVENANCE_V02 = 'https://slsa.dev/provenance/v0.2';

/**
 * Judges what is attached to an image without a sealed list. Proved by at least one signature or provenance of exactly
 * the expected signer over exactly this digest; what others attached is told and decides nothing.
 */
export const judgeForeign = async (image: ForeignImage, judge: Judge): Promise<readonly Finding[]> => {
  const { place, repository, subject, name } = image;
  const proved: Finding[] = [];
  const facts: SignatureFacts[] = [];
  const faults: Fault[] = [];
  const said: Finding[] = [];
  const offered = await place.registry.referrers(repository, subject.digest);
  for (const referrer of offered.slice(0, MOST)) {
    const read = await readReferrer(place, repository, referrer, subject, judge);
    if ('code' in read) {
      faults.push((await isOlderForm(referrer, image)) ? OLDER_FORM : read);
      continue;
    }
    const { statement } = read;
    const fault = subjectFault(statement, image) ?? contradiction(read);
    if (fault !== undefined) faults.push(fault);
    else if (isAffirmation(statement)) {
      if (namesColophon(statement)) return [listMissing(name)];
      facts.push(read.facts);
      proved.push(
        signed.proved(name, 'IMAGE_SIGNED', whatItSays(statement), {
          digest: subject.digest,
          assertedBy: 'platform',
        }),
      );
    } else said.push(signed.info(name, 'STATEMENT_NO_SIGNATURE', `a ${statement.predicateType} is attached`));
  }
  if (offered.length > MOST) said.push(unread(name, offered.length - MOST));
  // What the expected signer signed and is not so is refused even beside a signature that says nothing of it.
  const lies = faults.filter(({ code }) => LIES.has(code));
  if (proved.length === 0 || lies.length > 0) {
    const against = (lies.length > 0 ? lies : faults).map((fault) => faultFinding(signed, name, fault));
    return against.length > 0 ? against : [...said, unsigned(name)];
  }
  const others = faults.map(({ code, message }) =>
    signed.info(
      name,
      'REFERRER_UNLISTED',
      `something else is attached, and decides nothing: ${code}, ${message}`,
    ),
  );
  const tag = image.asked?.tag ?? name;
  return [
    ...proved,
    ...signerFindings(facts, { name, tag }, judge.policy),
    ...said,
    ...others,
    ...(await readForeign(place, repository, subject, name)),
    unlisted(name, image.complete),
  ];
};

const LIES: ReadonlySet<Fault['code']> = new Set<Fault['code']>([
  'SUBJECT_NAME_MISMATCH',
  'PROVENANCE_CONTRADICTS_CERTIFICATE',
  'PROVENANCE_MALFORMED',
]);

/** What GitHub itself says of its workflows (actions/attest-build-provenance). */
const FORGE_BUILD_TYPE = 'https://actions.github.io/buildtypes/workflow/v1';

const isOfForge = ({ predicateType, predicate }: ReadAttestation): boolean =>
  predicateType === PROVENANCE_TYPE &&
  (predicate['buildDefinition'] as { readonly buildType?: unknown } | undefined)?.buildType ===
    FORGE_BUILD_TYPE;

/**
 * Each field of the forge's own provenance must be the certificate's (trust.md 2); what fields of other build types mean is
 * for those who made them to say.
 */
const contradiction = ({ statement, facts }: ReadReferrer): Fault | undefined => {
  if (!isOfForge(statement)) return undefined;
  const read = asProvenance(statement);
  return 'code' in read ? read : certificateFault(read.provenance, facts.certificate.fulcio);
};

/** What cosign left under `sha256-….sig` and `.att` before there were bundles: it names no subject (cosign, SIGNATURE_SPEC.md). */
const isOlderForm = async (
  { digest, size }: Descriptor,
  { place, repository }: ForeignImage,
): Promise<boolean> => {
  const manifest = await readManifest(place, repository, { digest, size, mediaType: OCI_MANIFEST });
  return (
    'kind' in manifest &&
    manifest.kind === 'manifest' &&
    manifest.subject === undefined &&
    manifest.layers.some(({ mediaType }) => OLDER_TYPES.includes(mediaType))
  );
};

const OLDER_TYPES = [
  'application/vnd.dev.cosign.simplesigning.v1+json',
  'application/vnd.dsse.envelope.v1+json',
];

const OLDER_FORM: Fault = {
  code: 'SIGNATURE_FORM_OLD',
  message:
    'what is attached is no Sigstore bundle but cosign’s form before bundles, which is not judged here',
};

/** The most things attached that are opened; each costs requests and a signature. */
const MOST = 64;

/** cosign's signature, or a SLSA provenance: an SBOM or a scan says nothing about who made it. */
const isAffirmation = ({ predicateType }: ReadAttestation): boolean =>
  [IMAGE_SIGNATURE_TYPE, PROVENANCE_TYPE, PROVENANCE_V02].includes(predicateType);

const subjectFault = ({ subjects }: ReadAttestation, image: ForeignImage): Fault | undefined => {
  const own = subjects.filter(({ digest }) => digest.sha256 === hexOf(image.subject.digest));
  if (own.length === 0)
    return {
      code: 'REFERRER_OF_OTHER_SUBJECT',
      message: `the statement in it is about ${subjects[0]?.digest.sha256 ?? 'nothing'}`,
    };
  const wanted = image.as ?? image.asked?.repository;
  const names = own.flatMap(({ name, annotations }) => [name, annotations?.['image']]).flatMap(asRepository);
  const other = wanted === undefined ? undefined : names.find((name) => name !== asRepository(wanted)[0]);
  if (other === undefined) return undefined;
  return {
    code: 'SUBJECT_NAME_MISMATCH',
    message: `it was signed as ${other}; if it was copied from there on purpose, say --as ${other}`,
  };
};

/** The repository that a name means; a name without a host and a path is none. */
const asRepository = (name: string | undefined): readonly string[] => {
  const reference = name === undefined ? undefined : parseReference(name);
  return reference?.host === undefined ? [] : [repositoryOf(reference)];
};

/**
 * Every provenance of ours names the list that belongs to it, and only with a list does a signature say a role by image
 * and tag: where one of them is and the list is not, it was taken away (trust.md 1, 5).
 */
const namesColophon = (statement: ReadAttestation): boolean => {
  const role = statement.subjects[0]?.annotations ?? {};
  if (statement.predicateType === IMAGE_SIGNATURE_TYPE)
    return role['image'] !== undefined && role['tag'] !== undefined;
  const read = statement.predicateType === PROVENANCE_TYPE ? asProvenance(statement) : undefined;
  return read !== undefined && !('code' in read) && read.provenance.ours !== undefined;
};

const whatItSays = (statement: ReadAttestation): string => {
  if (statement.predicateType === IMAGE_SIGNATURE_TYPE) return 'signed by who was expected';
  return isOfForge(statement)
    ? 'in a provenance by who was expected, which agrees with its certificate'
    : 'in a provenance by who was expected, whose fields were not compared with its certificate';
};

const listMissing = (name: string): Finding =>
  unattached(
    name,
    'SEAL_MISSING',
    'what is signed about it belongs to a sealed list, and none is attached to it',
    {
      remedy: 'copy it again with everything that is attached to it: colophon mirror, oras cp -r',
    },
  );

const unsigned = (name: string): Finding =>
  signed.absent(name, 'IMAGE_NOT_SIGNED', 'neither a sealed list nor a signature is attached to it', {
    remedy: 'copy it again with everything that is attached to it: colophon mirror, oras cp -r',
  });

const unlisted = (name: string, complete: boolean): Finding => {
  const message =
    'no sealed list comes with it: this digest is proved, and nothing says what else belongs to it';
  return complete
    ? signed.absent(name, 'IMAGE_WITHOUT_LIST', message, { remedy: 'leave --complete out' })
    : signed.info(name, 'IMAGE_WITHOUT_LIST', message);
};

const unread = (name: string, many: number): Finding =>
  signed.info(name, 'REFERRER_UNLISTED', `${many} more things are attached, and were not opened`);
