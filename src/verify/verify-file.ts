// Judges one file by a bundle: its digest selects the subject, and the subject's name must be the one asked for (trust.md 4).
import type { Digest } from '../domain/digest.ts';
import { digestOfHex } from '../domain/digest.ts';
import type { Finding } from '../domain/finding.ts';
import type { Subject } from '../domain/statement.ts';
import { type Unverified, unverified } from '../domain/unverified.ts';
import type { Verdict } from '../domain/verdict.ts';
import { parseTrustedRoot } from '../formats/trusted-root.ts';
import { findingsOf } from './check.ts';
import { signerFindings } from './checks/signer.ts';
import { issuerOf } from './identity.ts';
import type { Policy } from './policy.ts';
import { provenanceFault } from './provenance-fault.ts';
import { readProvenance } from './read-statement.ts';
import { ENDING, isOwnDocument, nameFault, readSealedList } from './sealed-list.ts';
import { type Fault, openSignature, type Signed } from './signature.ts';
import { decideVerdict } from './verdict.ts';

export interface FileRequest {
  readonly file: {
    /** The name asked for: the file's own, or what `--as` says. */
    readonly name: string;
    readonly digest: Digest;
    /** Read only for a bundle that signs bytes and not a statement. */
    readonly bytes: () => Promise<Uint8Array>;
  };
  readonly bundle: { readonly name: string; readonly bytes: Uint8Array };
  readonly policy: Policy;
  /** Names of the files beside it, to say whether the sealed list is there. */
  readonly beside: readonly string[];
}

const { proved, refuted, absent, info } = findingsOf('subject');
const { proved: agreed, refuted: contradicted } = findingsOf('provenance');

/** A verdict about one file, scope `present`. Throws `FormatError` for a trusted root that is none. */
export const verifyFile = async (request: FileRequest): Promise<Verdict> => {
  const { file, bundle, policy } = request;
  const root = parseTrustedRoot(policy.trustedRoot);
  const bytes = unverified(bundle.bytes);
  const document = await documentOf(request);
  // A sealed list is covered by nothing but its bundle, also when it is judged alone.
  const canonical = document !== undefined && file.name.endsWith(ENDING);
  const claim = { bundle: bytes, canonical, ...(document === undefined ? {} : { document }) };
  const opened = openSignature(claim, policy, root);
  if ('fault' in opened) return conclude(request, [against(file.name, opened.fault)]);
  const { signed } = opened;
  const findings =
    signed.payloadType === undefined ? [judgeDocument(request, signed)] : judge(request, signed);
  const { facts } = signed;
  const tag = facts.certificate.fulcio.get(14)?.replace('refs/tags/', '') ?? file.name;
  const signer = signerFindings([facts], { name: bundle.name, tag }, policy);
  return conclude(request, [...findings, ...signer], signed);
};

// Whether a bundle signs bytes is read before anything is verified; the answer decides only what is asked of it.
const documentOf = async ({ bundle, file }: FileRequest): Promise<Unverified<Uint8Array> | undefined> =>
  includes(bundle.bytes, '"messageSignature"') ? unverified(await file.bytes()) : undefined;

// A signature over bytes binds no name; our own documents say inside what they are, and so how they are called.
const judgeDocument = ({ file, policy }: FileRequest, { content, facts }: Signed): Finding => {
  if (file.name.endsWith(ENDING) || isOwnDocument(content)) {
    const list = readSealedList(content, facts, policy);
    const fault = 'code' in list ? list : nameFault(file.name, list);
    if (fault !== undefined) return refuted(file.name, fault.code, fault.message, { digest: file.digest });
  }
  return proved(file.name, 'SUBJECT_MATCHES', 'its bytes are the ones that were signed', {
    digest: file.digest,
  });
};

const includes = (bytes: Uint8Array, word: string): boolean => {
  const codes = Array.from(word, (letter) => letter.charCodeAt(0));
  return bytes.some(
    (byte, at) => byte === codes[0] && codes.every((code, offset) => bytes[at + offset] === code),
  );
};

const judge = ({ file, bundle, policy, beside }: FileRequest, signed: Signed): readonly Finding[] => {
  const read = readProvenance(signed);
  if ('code' in read) return [against(bundle.name, read)];
  const { certificate } = signed.facts;
  const tag = certificate.fulcio.get(14)?.slice('refs/tags/'.length);
  const commit = certificate.fulcio.get(13);
  const fault = provenanceFault(read.provenance, certificate, {
    ...(tag === undefined ? {} : { tag: policy.tag ?? tag }),
    ...(commit === undefined ? {} : { commit: policy.commit ?? commit }),
  });
  if (fault !== undefined) return [contradicted(bundle.name, fault.code, fault.message)];
  const agrees = agreed(
    bundle.name,
    'PROVENANCE_AGREES',
    `it agrees with the certificate of ${certificate.names[0]?.value ?? ''}`,
    { assertedBy: 'platform' },
  );
  const subject = compare(file, read.subjects);
  const list = read.provenance.ours?.colophon;
  if (list === undefined || beside.includes(list)) return [subject, agrees];
  return [
    subject,
    agrees,
    info(
      list,
      'SEAL_MISSING',
      'the sealed list of this release is not here, so nothing is said about the release',
    ),
  ];
};

const compare = ({ name, digest }: FileRequest['file'], subjects: readonly Subject[]): Finding => {
  const same = subjects.filter((subject) => digestOfHex(subject.digest.sha256) === digest);
  if (same.some((subject) => subject.name === name))
    return proved(name, 'SUBJECT_MATCHES', 'its bytes are the ones that were signed under this name', {
      digest,
    });
  if (same.length > 0) {
    return refuted(name, 'SUBJECT_NAME_MISMATCH', `its bytes were signed as ${same[0]?.name ?? 'nothing'}`, {
      digest,
      remedy: `if you renamed it on purpose, say --as ${same[0]?.name ?? 'NAME'}`,
    });
  }
  const named = subjects.find((subject) => subject.name === name);
  return named === undefined
    ? refuted(name, 'SUBJECT_MISSING', 'the signed statement is about other files', {
        digest,
        remedy: 'give the bundle that came with this file with --bundle',
      })
    : refuted(
        name,
        'SUBJECT_DIGEST_MISMATCH',
        `its SHA-256 is ${digest.slice(7, 15)}…; the signed provenance says ${named.digest.sha256.slice(0, 8)}…`,
        {
          digest,
          remedy: 'do not use it: download it again from the release, and if it differs there too, report it',
        },
      );
};

const against = (name: string, { code, message }: Fault): Finding =>
  code === 'TRUST_ROOT_DOES_NOT_KNOW' ? absent(name, code, message) : refuted(name, code, message);

const conclude = ({ policy }: FileRequest, findings: readonly Finding[], signed?: Signed): Verdict => {
  const certificate = signed?.facts.certificate;
  const identity =
    certificate === undefined
      ? undefined
      : { san: certificate.names[0]?.value ?? '', issuer: issuerOf(certificate) ?? '' };
  return decideVerdict({ policy, complete: false, findings, identity });
};

/** The verdict about a file that comes without any signature. */
export const fileWithoutBundle = (name: string, policy: Policy): Verdict =>
  decideVerdict({
    policy,
    complete: false,
    findings: [
      absent(name, 'BUNDLE_MISSING', 'there is no signature for it: no bundle beside it, and no provenance', {
        remedy: `download ${name}.sigstore.json or the .intoto.jsonl of its release, or name a bundle with --bundle`,
      }),
    ],
  });
