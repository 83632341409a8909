// What is signed about each manifest: that it has this role, that this workflow made it, and which SBOM describes it
// (trust.md 1, 4). A statement that affirms none of it is refused by name: other verifiers would take it for a signature.
import type { Colophon, ListedAsset, ListedChart, ListedImage } from '../../domain/colophon.ts';
import { hexOf } from '../../domain/digest.ts';
import type { Finding } from '../../domain/finding.ts';
import { PROVENANCE_TYPE } from '../../domain/provenance.ts';
import { releaseFileName } from '../../domain/release.ts';
import { IMAGE_SIGNATURE_TYPE, SPDX_TYPE } from '../../domain/statement.ts';
import { canonicalJson } from '../../formats/canonical-json.ts';
import { sha256 } from '../../formats/sha256.ts';
import type { SignatureFacts } from '../../formats/sigstore-verify.ts';
import { type Check, findingsOf } from '../check.ts';
import { contentSubjectsFault } from '../content-subjects.ts';
import { dockerfileWords, notSaid } from '../dockerfile-words.ts';
import { type HeldContent, type HeldManifest, nameOf } from '../held-content.ts';
import { faultFinding } from '../manifest-reading.ts';
import { provenanceFault } from '../provenance-fault.ts';
import { asProvenance, type ReadAttestation } from '../read-statement.ts';
import type { Fault } from '../signature.ts';
import type { Attached, HeldReferrers } from './referrers.ts';
import type { Sealed } from './seal.ts';

export interface RolesEvidence {
  readonly sealed: Sealed;
  readonly referrers: readonly HeldReferrers[];
}

const findings = findingsOf('roles');

export const roles: Check<RolesEvidence, RolesEvidence> = {
  name: 'roles',
  claim:
    'Each manifest is signed in its role, is in a provenance, and has the SBOM that the release publishes.',
  run: async (evidence) => ({
    proved: evidence,
    findings: evidence.referrers.flatMap((one) => judgeContent(one, evidence.sealed.colophon)),
  }),
};

const judgeContent = ({ content, attached }: HeldReferrers, colophon: Colophon): readonly Finding[] => {
  const { repository, digest } = content.entry;
  const against = attached.flatMap((one) => {
    const fault = statementFault(one, content, colophon);
    const name = nameOf(repository, one.manifest.descriptor.digest);
    return fault === undefined ? [] : [faultFinding(findings, name, fault)];
  });
  // What is wrong with a statement says why there is no right one.
  if (against.length > 0) return against;
  const missing = content.manifests.flatMap((manifest) =>
    missingFaults(manifest, content, attached).map((fault) =>
      faultFinding(findings, nameOf(repository, manifest.descriptor.digest), fault),
    ),
  );
  if (missing.length > 0) return missing;
  const count = `${attached.length} statements about ${content.manifests.length} manifests, each in its role`;
  const holds = findings.proved(nameOf(repository, digest), 'REFERRERS_HOLD', count, { digest });
  return [holds, ...wordsOf(attached, content)];
};

/** One provenance is attached to every manifest that it is about. */
const wordsOf = (attached: readonly Attached[], { entry }: HeldContent): readonly Finding[] => {
  const said: Finding[] = [];
  for (const { statement } of attached) {
    if (statement.predicateType !== PROVENANCE_TYPE) continue;
    const read = asProvenance(statement);
    if (!('code' in read)) said.push(...notSaid(dockerfileWords(entry, read.provenance), said));
  }
  return said;
};

const statementFault = (attached: Attached, content: HeldContent, colophon: Colophon): Fault | undefined => {
  switch (attached.statement.predicateType) {
    case IMAGE_SIGNATURE_TYPE:
      return roleFault(attached, content);
    case PROVENANCE_TYPE:
      return madeFault(attached, content, colophon);
    case SPDX_TYPE:
      return sbomFault(attached, colophon);
    default:
      return noSignature(attached.statement.predicateType);
  }
};

/** Whatever speaks about an image and affirms nothing: cosign would take it for a signature (trust.md 1). */
export const noSignature = (predicateType: string): Fault => ({
  code: 'STATEMENT_NO_SIGNATURE',
  message: `it is a ${predicateType}, which affirms nothing about an image, and others take it for a signature`,
});

/** The predicate types that affirm something about an image. */
export const AFFIRMATIONS: readonly string[] = [IMAGE_SIGNATURE_TYPE, PROVENANCE_TYPE, SPDX_TYPE];

const roleFault = ({ manifest, statement }: Attached, { kind, entry }: HeldContent): Fault | undefined => {
  const wanted: Readonly<Record<string, string>> = {
    image: entry.repository,
    tag: entry.tags[0] ?? '',
    ...(kind === 'chart' || manifest.label === 'index' ? {} : { platform: manifest.label }),
  };
  const [subject, ...more] = statement.subjects;
  const said = subject?.annotations ?? {};
  const keys = [...new Set([...Object.keys(wanted), ...Object.keys(said)])];
  const wrong = keys.find((key) => said[key] !== wanted[key]);
  if (wrong === undefined && more.length === 0 && subject?.name === undefined) return undefined;
  return {
    code: 'IMAGE_ROLE_MISMATCH',
    message:
      wrong === undefined
        ? 'its signature is not about exactly this manifest'
        : `its signature says ${said[wrong] ?? 'nothing'} for ${wrong}, and the sealed list ${wanted[wrong] ?? 'nothing'}`,
  };
};

const madeFault = (
  { statement, bundle, referrer }: Attached,
  { entry }: HeldContent,
  colophon: Colophon,
): Fault | undefined => {
  const fault = madeOtherwise(statement, referrer.facts, entry, colophon);
  if (fault !== undefined || colophon.assets.some(({ digest }) => digest === bundle)) return fault;
  return {
    code: 'BUNDLE_NOT_LISTED',
    message: 'its provenance holds, but it is not the one among the files of the release',
  };
};

/** Why a statement is no provenance of exactly this content by a run for exactly this release; `undefined` where it is. */
export const madeOtherwise = (
  statement: ReadAttestation,
  { certificate }: SignatureFacts,
  entry: ListedImage | ListedChart,
  colophon: Colophon,
): Fault | undefined => {
  const read = asProvenance(statement);
  if ('code' in read) return read;
  const known = {
    tag: colophon.tag,
    commit: colophon.commit,
    colophon: releaseFileName(colophon, '.colophon.json'),
  };
  return provenanceFault(read.provenance, certificate, known) ?? contentSubjectsFault(read.subjects, entry);
};

const sbomFault = ({ manifest, statement }: Attached, { assets }: Colophon): Fault | undefined => {
  const { digest } = manifest.descriptor;
  const listed = assets.find(({ describes }) => describes === digest);
  const only = statement.subjects.every((subject) => subject.digest.sha256 === hexOf(digest));
  if (listed !== undefined && only && attestedDigest(statement.predicate) === listed.digest) return undefined;
  return {
    code: 'SBOM_ATTESTED_OTHER',
    message: `the signed SBOM is not ${listed?.name ?? 'among the files of the release'}`,
  };
};

// The published document is canonical JSON: one text for one value, also inside of a statement.
const attestedDigest = (predicate: object): ListedAsset['digest'] | undefined => {
  try {
    return sha256(canonicalJson(predicate));
  } catch (error) {
    // Fractions: nothing that we write.
    if (error instanceof TypeError) return undefined;
    throw error;
  }
};

const missingFaults = (
  { label, descriptor }: HeldManifest,
  { kind }: { readonly kind: 'image' | 'chart'; readonly entry: ListedImage | ListedChart },
  attached: readonly Attached[],
): readonly Fault[] => {
  const has = (type: string): boolean =>
    attached.some(
      ({ manifest, statement }) =>
        manifest.descriptor.digest === descriptor.digest && statement.predicateType === type,
    );
  const fault = (code: Fault['code'], what: string): Fault => ({ code, message: `${label} has no ${what}` });
  return [
    ...(has(IMAGE_SIGNATURE_TYPE) ? [] : [fault('IMAGE_NOT_SIGNED', 'signature of its own')]),
    ...(has(PROVENANCE_TYPE) ? [] : [fault('IMAGE_WITHOUT_PROVENANCE', 'provenance')]),
    ...(kind === 'chart' || has(SPDX_TYPE) ? [] : [fault('SBOM_NOT_ATTESTED', 'signed SBOM')]),
  ];
};
