// Every file of the list is a subject of a provenance that the expected workflow signed, under its own name (trust.md 1, 4).
import type { Colophon, ListedAsset } from '../../domain/colophon.ts';
import { digestOfHex, hexOf } from '../../domain/digest.ts';
import type { Finding } from '../../domain/finding.ts';
import { releaseFileName } from '../../domain/release.ts';
import type { Subject } from '../../domain/statement.ts';
import { unverified } from '../../domain/unverified.ts';
import { BUNDLE_LIMIT } from '../../formats/bundle/read.ts';
import type { SignatureFacts } from '../../formats/sigstore-verify.ts';
import type { TrustedRootMaterial } from '../../formats/trusted-root.ts';
import { type Check, findingsOf } from '../check.ts';
import { contentSubjectsFault } from '../content-subjects.ts';
import type { Policy } from '../policy.ts';
import { dockerfileWords } from '../dockerfile-words.ts';
import { provenanceFault } from '../provenance-fault.ts';
import { asProvenance, type ReadStatement, readProvenance, readStatement } from '../read-statement.ts';
import { otherSigner } from '../same-signer.ts';
import { type Fault, openSignature, type Signed } from '../signature.ts';
import type { Listed } from './list.ts';

export interface ProvenanceEvidence {
  readonly listed: Listed;
  readonly root: TrustedRootMaterial;
}

export interface Proven {
  /** What was proved about each provenance bundle at hand. */
  readonly signatures: readonly SignatureFacts[];
}

const { proved, refuted, absent, info } = findingsOf('provenance');

export const provenance: Check<ProvenanceEvidence, Proven> = {
  name: 'provenance',
  claim:
    'The expected workflow signed a provenance of every file, and it agrees with certificate, repository, tag and commit.',
  run: async ({ listed, root }, policy) => {
    const { colophon } = listed.sealed;
    const bundles = colophon.provenance.flatMap((name) => findCopy(name, listed));
    const missing = colophon.provenance
      .filter((name) => findCopy(name, listed).length === 0)
      .filter((name) => !listed.refuted.has(name));
    const judged = await Promise.all(bundles.map((asset) => judge(asset, listed, root, policy)));
    const findings = judged.map(({ finding }) => finding);
    const statements = judged.flatMap(({ read }) => (read === undefined ? [] : [read]));
    // Files can be compared only when every statement is here and holds; a missing one is no lie of a file.
    const whole = statements.length === colophon.provenance.length;
    const subjects = indexOf(statements.flatMap((statement) => statement.subjects));
    const contents = contentBundles(listed).map((asset) => judgeContent(asset, listed, root, policy));
    const ofContents = (await Promise.all(contents)).flatMap(({ finding, words = [] }) => [
      finding,
      ...words,
    ]);
    const against = whole ? signable(listed).flatMap((asset) => compare(asset, subjects)) : [];
    // A statement that says more than the list would be believed by whoever holds one file and no list. What stands
    // against files was said already, and explains it.
    const more = against.length > 0 ? [] : judged.flatMap((one) => beyond(one, listed));
    return {
      findings: [...findings, ...ofContents, ...missing.map(unasked), ...against, ...more],
      proved: { signatures: judged.flatMap(({ facts }) => (facts === undefined ? [] : [facts])) },
    };
  },
};

const unasked = (name: string): Finding =>
  info(name, 'PROVENANCE_NOT_HERE', 'it is not here, so nothing was compared with the source and the run', {
    remedy: 'download it beside the files that it is about',
  });

/** The bundle under its own name, or any copy of it: `<asset>.sigstore.json` holds the same bytes. */
const findCopy = (name: string, { sealed, here }: Listed): readonly ListedAsset[] => {
  const own = sealed.colophon.assets.find((asset) => asset.name === name);
  return here.filter((asset) => asset.name === name || asset.digest === own?.digest).slice(0, 1);
};

interface JudgedBundle {
  readonly finding: Finding;
  readonly read?: ReadStatement;
  readonly facts?: SignatureFacts;
  /** What it says beside what is judged. */
  readonly words?: readonly Finding[];
}

const judge = async (
  asset: ListedAsset,
  listed: Listed,
  root: TrustedRootMaterial,
  policy: Policy,
  readFrom: (signed: Signed) => ReadStatement | Fault = readProvenance,
): Promise<JudgedBundle> => {
  const { name, digest } = asset;
  const bytes = await listed.bytes(asset, BUNDLE_LIMIT);
  if (bytes === undefined)
    return { finding: refuted(name, 'SUBJECT_DIGEST_MISMATCH', 'it changed while it was judged') };
  const opened = openSignature({ bundle: unverified(bytes) }, policy, root);
  if ('fault' in opened) return { finding: against(name, opened.fault) };
  const { facts } = opened.signed;
  const other = otherSigner(facts, listed.sealed.colophon);
  if (other !== undefined) return { finding: against(name, other) };
  const read = readFrom(opened.signed);
  if ('code' in read) return { finding: against(name, read) };
  const fault = provenanceFault(read.provenance, facts.certificate, known(listed.sealed.colophon));
  if (fault !== undefined) return { finding: against(name, fault) };
  const message = `it agrees with the certificate of ${facts.certificate.names[0]?.value ?? ''}`;
  return {
    finding: proved(name, 'PROVENANCE_AGREES', message, { digest, assertedBy: 'platform' }),
    read,
    facts,
  };
};

const beyond = ({ finding, read }: JudgedBundle, { sealed, refuted: said }: Listed): readonly Finding[] => {
  const names = new Set([...said, ...sealed.colophon.assets.map((asset) => asset.name)]);
  return (read?.subjects ?? []).flatMap(({ name }) =>
    name === undefined || names.has(name)
      ? []
      : [
          refuted(
            finding.subject,
            'SUBJECT_NOT_LISTED',
            `it vouches for ${name}, which the sealed list does not hold`,
          ),
        ],
  );
};

const known = (
  colophon: Colophon,
): { readonly tag: string; readonly commit: string; readonly colophon: string } => ({
  tag: colophon.tag,
  commit: colophon.commit,
  colophon: releaseFileName(colophon, '.colophon.json'),
});

const against = (name: string, { code, message }: Fault): Finding =>
  code === 'TRUST_ROOT_DOES_NOT_KNOW' ? absent(name, code, message) : refuted(name, code, message);

/** Provenance bundles that are not of files: each must be of an image or chart of the list (trust.md 1). */
const contentBundles = ({ sealed: { colophon }, here }: Listed): readonly ListedAsset[] => {
  const content = colophon.images.length + colophon.charts.length > 0;
  return here.filter(
    ({ name, role }) => content && role === 'provenance' && !colophon.provenance.includes(name),
  );
};

const judgeContent = async (
  asset: ListedAsset,
  listed: Listed,
  root: TrustedRootMaterial,
  policy: Policy,
): Promise<JudgedBundle> => {
  const judged = await judge(asset, listed, root, policy, readContentProvenance);
  if (judged.read === undefined) return judged;
  const { images, charts } = listed.sealed.colophon;
  const first = digestOfHex(judged.read.subjects[0]?.digest.sha256 ?? '');
  const entry = [...images, ...charts].find(({ digest }) => digest === first);
  const fault: Fault | undefined =
    entry === undefined
      ? {
          code: 'SUBJECT_NOT_LISTED',
          message: `it vouches for ${first ?? 'nothing'}, which the sealed list does not hold`,
        }
      : contentSubjectsFault(judged.read.subjects, entry);
  if (fault !== undefined || entry === undefined)
    return { finding: fault === undefined ? judged.finding : against(asset.name, fault) };
  return { ...judged, words: dockerfileWords(entry, judged.read.provenance) };
};

const readContentProvenance = (signed: Signed): ReadStatement | Fault => {
  const statement = readStatement(signed);
  return 'code' in statement ? statement : asProvenance(statement);
};

// Bundles cannot be subjects of what they sign. A file is one by its bytes, not because the list calls it so.
const signable = (listed: Listed): readonly ListedAsset[] => {
  const { sealed, here } = listed;
  const { colophon } = sealed;
  const own = colophon.assets.filter(({ name }) => colophon.provenance.includes(name));
  const bundles = new Set([...own, ...contentBundles(listed)].map(({ digest }) => digest));
  return here.filter(({ digest }) => !bundles.has(digest));
};

/** Subjects by what they are asked for: a search for every file would cost the square of their number. */
interface Subjects {
  readonly byDigest: ReadonlyMap<string, readonly Subject[]>;
  /** The first of each name. */
  readonly byName: ReadonlyMap<string, Subject>;
}

const indexOf = (subjects: readonly Subject[]): Subjects => ({
  byDigest: Map.groupBy(subjects, ({ digest }) => digest.sha256),
  byName: new Map(
    subjects.toReversed().flatMap((one) => (one.name === undefined ? [] : [[one.name, one] as const])),
  ),
});

const compare = (asset: ListedAsset, { byDigest, byName }: Subjects): readonly Finding[] => {
  const { name, digest } = asset;
  const same = byDigest.get(hexOf(digest)) ?? [];
  if (same.some((subject) => subject.name === name)) return [];
  if (same.length > 0) {
    return [
      refuted(
        name,
        'SUBJECT_NAME_MISMATCH',
        `the provenance calls these bytes ${same[0]?.name ?? 'nothing'}`,
        { digest },
      ),
    ];
  }
  const named = byName.get(name);
  return named === undefined
    ? [refuted(name, 'SUBJECT_MISSING', 'no provenance is about it', { digest })]
    : [
        refuted(
          name,
          'SUBJECT_DIGEST_MISMATCH',
          `the signed provenance says ${named.digest.sha256.slice(0, 8)}… for it`,
          { digest },
        ),
      ];
};
