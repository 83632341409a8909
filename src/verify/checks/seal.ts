// The colophon: one, signed by who was expected, canonical to the bit, and of this release (trust.md 5).
import type { Colophon } from '../../domain/colophon.ts';
import type { Digest } from '../../domain/digest.ts';
import type { Finding } from '../../domain/finding.ts';
import { releaseFileName } from '../../domain/release.ts';
import { COLOPHON_LIMIT } from '../../formats/colophon.ts';
import { sha256 } from '../../formats/sha256.ts';
import type { SignatureFacts } from '../../formats/sigstore-verify.ts';
import type { TrustedRootMaterial } from '../../formats/trusted-root.ts';
import { BUNDLE_LIMIT } from '../../formats/bundle/read.ts';
import { type Check, findingsOf } from '../check.ts';
import type { Collected } from '../collect.ts';
import type { Policy } from '../policy.ts';
import { ENDING, nameFault, parseList, readSealedList, releaseFault } from '../sealed-list.ts';
import { type Fault, openSignature } from '../signature.ts';

export interface SealEvidence {
  readonly collected: Collected;
  readonly root: TrustedRootMaterial;
  /** The list about to be sealed, made by whoever asks. */
  readonly document: Uint8Array | undefined;
}

export interface Sealed {
  readonly colophon: Colophon;
  readonly digest: Digest;
  /** Absent while the list is about to be sealed. */
  readonly facts?: SignatureFacts;
  /** File names of the seal itself, and of other lists that have a finding of their own. */
  readonly own: readonly string[];
}

const { proved, refuted, absent, info } = findingsOf('seal');
const BUNDLE_ENDING = '.sigstore.json';

export const seal: Check<SealEvidence, Sealed> = {
  name: 'seal',
  claim: 'There is one sealed list, signed by who was expected, of exactly this release.',
  run: async ({ collected, root, document }, policy) => {
    if (document !== undefined) return pending(document, policy);
    const candidates = [...collected.files.keys()].filter((name) => name.endsWith(ENDING));
    const judged = await Promise.all(candidates.map((name) => judge(name, collected, root, policy)));
    const held = judged.flatMap((one) => ('sealed' in one ? [one.sealed] : []));
    const [first] = held;
    if (held.some(({ digest }) => digest !== first?.digest)) {
      const message = `${held.map(({ own: [name] }) => name).join(' and ')} are both signed for ${first?.colophon.tag ?? ''}, and differ`;
      return { findings: [refuted(first?.own[0] ?? ENDING, 'RELEASE_EQUIVOCATES', message, EQUIVOCATES)] };
    }
    if (first === undefined) return { findings: missing(judged, collected) };
    const name = first.own[0] ?? '';
    const misnamed = held.flatMap(({ own: [called = ''], colophon }) => {
      const fault = nameFault(called, colophon);
      return fault === undefined ? [] : [refuted(called, fault.code, fault.message)];
    });
    if (misnamed.length > 0) return { findings: misnamed };
    const others = judged.flatMap((one) =>
      'finding' in one && one.finding.code === 'TAG_MISMATCH' ? [one.finding] : [],
    );
    const findings = others.map(({ subject, message }) =>
      refuted(subject, 'COLOPHON_OF_OTHER_RELEASE', message),
    );
    const own = [
      ...first.own,
      ...held.flatMap((one) => one.own),
      ...others.flatMap(({ subject }) => [subject, `${subject}${BUNDLE_ENDING}`]),
    ];
    return { findings: [...findings, holds(name, first)], proved: { ...first, own } };
  },
};

const EQUIVOCATES = { remedy: 'trust neither; report it to the project' };

const pending = (document: Uint8Array, policy: Policy): Awaited<ReturnType<typeof seal.run>> => {
  const parsed = parseList(document);
  if ('code' in parsed) return { findings: [refuted(ENDING, parsed.code, parsed.message)] };
  const fault = releaseFault(parsed, policy);
  const name = releaseFileName(parsed, ENDING);
  if (fault !== undefined) return { findings: [refuted(name, fault.code, fault.message)] };
  const digest = sha256(document);
  return {
    findings: [info(name, 'SEAL_PENDING', 'the list that is about to be sealed', { digest })],
    proved: { colophon: parsed, digest, own: [] },
  };
};

type Candidate = { readonly sealed: Sealed } | { readonly finding: Finding };

const judge = async (
  name: string,
  collected: Collected,
  root: TrustedRootMaterial,
  policy: Policy,
): Promise<Candidate> => {
  const bundle = `${name}${BUNDLE_ENDING}`;
  if (!collected.files.has(bundle)) {
    return {
      finding: absent(name, 'SEAL_MISSING', `${bundle} is missing, so nobody vouches for this list`, REMEDY),
    };
  }
  const claim = {
    bundle: await collected.open(bundle, BUNDLE_LIMIT),
    document: await collected.open(name, COLOPHON_LIMIT),
    canonical: true,
  };
  const opened = openSignature(claim, policy, root);
  if ('fault' in opened) return { finding: against(name, opened.fault) };
  const { content, facts } = opened.signed;
  const colophon = readSealedList(content, facts, policy);
  if ('code' in colophon) return { finding: against(name, colophon) };
  return { sealed: { colophon, digest: sha256(content), facts, own: [name, bundle] } };
};

const REMEDY = {
  remedy: 'download the release again, with its .colophon.json and .colophon.json.sigstore.json',
};

const against = (name: string, { code, message }: Fault): Finding =>
  code === 'TRUST_ROOT_DOES_NOT_KNOW'
    ? absent(name, code, message, { remedy: 'give the root that this signer belongs to with --trusted-root' })
    : refuted(name, code, message);

const missing = (judged: readonly Candidate[], collected: Collected): readonly Finding[] => {
  const findings = judged.flatMap((one) => ('finding' in one ? [one.finding] : []));
  if (findings.length > 0) return findings;
  const orphan = [...collected.files.keys()].find((name) => name.endsWith(`${ENDING}${BUNDLE_ENDING}`));
  return [
    absent(
      orphan?.slice(0, -BUNDLE_ENDING.length) ?? `*${ENDING}`,
      'SEAL_MISSING',
      'there is no sealed list, so nothing says what this release consists of',
      REMEDY,
    ),
  ];
};

const holds = (name: string, { digest, facts, colophon }: Sealed): Finding =>
  proved(
    name,
    'SEAL_HOLDS',
    `sealed for ${colophon.repository.name} ${colophon.tag} by ${facts?.certificate.names[0]?.value ?? ''}`,
    {
      digest,
      assertedBy: 'platform',
    },
  );
