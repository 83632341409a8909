// The closed list against what is there: nothing extra, nothing missing, every name with its own bytes (trust.md 4, 5, 10).
import type { ListedAsset } from '../../domain/colophon.ts';
import type { Finding } from '../../domain/finding.ts';
import { BUNDLE_LIMIT } from '../../formats/bundle/read.ts';
import type { TrustedRootMaterial } from '../../formats/trusted-root.ts';
import { type Check, findingsOf } from '../check.ts';
import type { Collected, CollectedFile } from '../collect.ts';
import type { Policy } from '../policy.ts';
import { openSignature } from '../signature.ts';
import type { Sealed } from './seal.ts';

export interface ListEvidence {
  readonly collected: Collected;
  readonly sealed: Sealed;
  readonly root: TrustedRootMaterial;
  /** Whether the whole list is demanded. */
  readonly complete: boolean;
  /** Names that were left out of the judgement. */
  readonly ignored: readonly string[];
}

export interface Listed {
  readonly sealed: Sealed;
  /** Assets of the list that are here with exactly their bytes. */
  readonly here: readonly ListedAsset[];
  /** Names of files that were refuted; whatever else speaks of them says nothing new. */
  readonly refuted: ReadonlySet<string>;
  /** An asset's bytes, hashed again; `undefined` when it is not here, or no longer what it was. */
  readonly bytes: (asset: ListedAsset, limit: number) => Promise<Uint8Array | undefined>;
  /** The same, piece by piece and unhashed: for what is asked of its form alone. */
  readonly stream?: (asset: ListedAsset) => AsyncIterable<Uint8Array>;
}

const { proved, refuted, absent, info } = findingsOf('list');

export const list: Check<ListEvidence, Listed> = {
  name: 'list',
  claim: 'Every file is on the sealed list under its own name with its own bytes, and none is missing.',
  run: async ({ collected, sealed, root, complete, ignored }, policy) => {
    const { assets } = sealed.colophon;
    const byName = new Map(assets.map((asset) => [asset.name, asset]));
    const byDigest = new Map(assets.map((asset) => [asset.digest, asset]));
    const present = [...collected.files.values()].filter(
      ({ name }) => !sealed.own.includes(name) && (byName.has(name) || !collected.suspect.includes(name)),
    );
    const here = assets.filter((asset) => matches(collected.files.get(asset.name), asset));
    const mismatches = present.flatMap((file) =>
      judge(file, byName.get(file.name), byDigest.get(file.digest)),
    );
    const against = await Promise.all(
      mismatches.map(
        async (finding) => (await unlisted(finding, byName, collected, root, policy)) ?? finding,
      ),
    );
    const renamed = new Set(present.filter(({ name }) => !byName.has(name)).map(({ digest }) => digest));
    const gone = assets.filter(
      ({ name, digest }) =>
        !collected.files.has(name) &&
        !collected.strange.includes(name) &&
        !ignored.includes(name) &&
        !renamed.has(digest),
    );
    const lost = complete
      ? gone.map(({ name, digest }) =>
          absent(name, 'ASSET_ABSENT', 'it is on the sealed list, and it is not here', { digest, ...AGAIN }),
        )
      : notDownloaded(gone);
    const left = ignored.map((name) => info(name, 'IGNORED', 'it was left out of the judgement by name'));
    const nothing = complete || present.length > 0 ? [] : [nothingToJudge(sealed)];
    const findings = [...against, ...lost, ...left, ...nothing];
    const whole = findings.every(({ demanded }) => !demanded);
    const closed = whole
      ? [
          proved(sealed.own[0] ?? 'list', 'LIST_CLOSED', closedMessage(here.length, complete), {
            digest: sealed.digest,
          }),
        ]
      : [];
    return {
      findings: [...here.map(same), ...findings, ...closed],
      proved: {
        sealed,
        here,
        refuted: new Set(against.map(({ subject }) => subject)),
        bytes: async ({ name, digest }, limit) =>
          collected.files.has(name) ? collected.bytes(name, digest, limit) : undefined,
        ...streaming(collected),
      },
    };
  },
};

const streaming = ({ stream }: Collected): Pick<Listed, 'stream'> =>
  stream === undefined ? {} : { stream: ({ name }) => stream(name) };

const AGAIN = { remedy: 'download it again from the release, and if it differs there too, report it' };

const matches = (file: CollectedFile | undefined, { digest, size }: ListedAsset): boolean =>
  file !== undefined && file.digest === digest && file.size === size;

const same = ({ name, digest }: ListedAsset): Finding =>
  proved(name, 'SUBJECT_MATCHES', 'its bytes are the ones on the sealed list', { digest });

// The digest selects the entry; then the name must be its own. Bytes that are on the list under another name
// were renamed, whatever the list says about the name that they bear now.
const judge = (
  file: CollectedFile,
  named: ListedAsset | undefined,
  same: ListedAsset | undefined,
): readonly Finding[] => {
  const { name, digest, size } = file;
  if (named !== undefined && matches(file, named)) return [];
  if (same !== undefined && same.digest !== named?.digest) {
    return [
      refuted(name, 'SUBJECT_NAME_MISMATCH', `its bytes were signed as ${same.name}`, {
        digest,
        remedy: 'give it its own name back, or download the file that you wanted',
      }),
    ];
  }
  if (named === undefined) {
    return [
      refuted(name, 'NOT_COVERED', 'no signature covers it: the sealed list does not hold it', {
        digest,
        remedy: 'do not use it; leave it out with --ignore if you put it there yourself',
      }),
    ];
  }
  const message =
    named.digest === digest
      ? `it has ${size} bytes, and the sealed list says ${named.size}`
      : `its SHA-256 is ${brief(digest)}; the signed list says ${brief(named.digest)}`;
  return [
    refuted(name, 'SUBJECT_DIGEST_MISMATCH', message, { digest, remedy: `do not use it: ${AGAIN.remedy}` }),
  ];
};

/** A bundle of this signer that holds, in the place of the one on the list: not damaged, but exchanged (docs/harmless.md). */
const unlisted = async (
  { subject, code, digest }: Finding,
  byName: ReadonlyMap<string, ListedAsset>,
  collected: Collected,
  root: TrustedRootMaterial,
  policy: Policy,
): Promise<Finding | undefined> => {
  const role = byName.get(subject)?.role;
  if (
    code !== 'SUBJECT_DIGEST_MISMATCH' ||
    digest === undefined ||
    (role !== 'provenance' && role !== 'bundle')
  )
    return undefined;
  const opened = openSignature({ bundle: await collected.open(subject, BUNDLE_LIMIT) }, policy, root);
  if ('fault' in opened) return undefined;
  const message =
    'its signature holds, but the sealed list names another: it may be a signed message made into a statement';
  return refuted(subject, 'BUNDLE_NOT_LISTED', message, { digest, ...AGAIN });
};

// A seal proves no file: whoever asks about downloads and has none must not read "verified".
const nothingToJudge = ({ own, digest }: Sealed): Finding =>
  absent(own[0] ?? 'list', 'NOTHING_TO_JUDGE', 'only the sealed list is here, and no file that it lists', {
    digest,
    remedy: 'download a file of the release beside it',
  });

const notDownloaded = (gone: readonly ListedAsset[]): readonly Finding[] =>
  gone.length === 0
    ? []
    : [
        info(
          `${gone.length} files`,
          'NOT_DOWNLOADED',
          `not here, and not judged: ${gone.map(({ name }) => name).join(', ')}`,
        ),
      ];

const closedMessage = (here: number, complete: boolean): string =>
  complete
    ? `all ${here} files of the list are here, and nothing else`
    : `${here} files of the list are here, and nothing else`;

const brief = (digest: string): string => `${digest.slice('sha256:'.length, 'sha256:'.length + 8)}…`;
