// Judges one image or chart where it lies: the sealed list is attached to it, and says what it is (trust.md 4, 5).
import type { Colophon, ListedChart, ListedImage, ListedPlatform } from '../domain/colophon.ts';
import type { Digest } from '../domain/digest.ts';
import type { Finding } from '../domain/finding.ts';
import { OCI_MANIFEST } from '../domain/oci.ts';
import type { Verdict } from '../domain/verdict.ts';
import { BUNDLE_LIMIT } from '../formats/bundle/read.ts';
import { parseTrustedRoot } from '../formats/trusted-root.ts';
import type { Registry } from '../ports/registry.ts';
import { type AttachedList, readAttachedList } from './attached-list.ts';
import { findingsOf } from './check.ts';
import { judgePlatform } from './checks/images.ts';
import { layersNotRead } from './checks/places.ts';
import type { Sealed } from './checks/seal.ts';
import { signerFindings } from './checks/signer.ts';
import { describeManifest, faultFinding, type Place, readBlob, readManifest } from './manifest-reading.ts';
import type { Policy } from './policy.ts';
import type { Judge } from './referrer-reading.ts';
import { bundleLooksRehearsed } from './rehearsed.ts';
import type { Fault } from './signature.ts';
import { decideVerdict } from './verdict.ts';
import { type RegistryRequest, verifyAttached, verifyRegistry } from './verify-registry.ts';

export interface ImageRequest {
  readonly registry: Registry;
  /** The repository to ask there; a layout on disk has none, and is asked under any name. */
  readonly repository: string;
  readonly digest: Digest;
  readonly policy: Policy;
  /** Whether something attached that the list does not hold is refused. */
  readonly complete: boolean;
  /** Whether the registry is at hand, so that reading layers transfers nothing. */
  readonly local?: boolean;
  /** Whether layers are read wherever they lie, and looked into. */
  readonly deep?: boolean;
  /** How the user named it. */
  readonly name: string;
}

const findings = findingsOf('image');
const { proved: sealed, refuted: unsealed, absent: unattached } = findingsOf('seal');

/**
 * A verdict about one image or chart, scope `present`: nothing is said about the files of its release. Throws
 * `FormatError` for a trusted root that is none, and whatever the registry throws.
 */
export const verifyImage = async (request: ImageRequest): Promise<Verdict> => {
  const { registry, policy, name, local = false, deep = false } = request;
  const root = parseTrustedRoot(policy.trustedRoot);
  const place = { registry, layers: local || deep, deep };
  const conclude = (all: readonly Finding[], held?: Sealed): Verdict =>
    decideVerdict({ policy, complete: false, findings: all, sealed: held });
  const lists = await findLists(request, place, { policy, root });
  if ('code' in lists) return conclude([faultFinding(findings, name, lists)]);
  const { held, faults } = lists;
  const [first] = held;
  if (first === undefined) return conclude(faults.length > 0 ? faults : [noList(name)]);
  if (held.some((one) => one.digest !== first.digest && one.colophon.tag === first.colophon.tag))
    return conclude([
      unsealed(name, 'RELEASE_EQUIVOCATES', 'two sealed lists of one tag are attached, and differ', {
        remedy: 'trust neither; report it to the project',
      }),
    ]);
  const { colophon, digest, facts } = first;
  const own = { colophon, digest, facts, own: [first.name] };
  const entry = entryOf(colophon, request.digest);
  const signed = [
    sealed(first.name, 'SEAL_HOLDS', `sealed for ${colophon.repository.name} ${colophon.tag}`, {
      digest,
      assertedBy: 'platform',
    }),
    ...signerFindings([facts], { name: first.name, tag: colophon.tag }, policy),
  ];
  if (entry === undefined) return conclude([...signed, notListed(name, colophon)], own);
  const narrowed = { ...own, colophon: { ...colophon, ...narrow(entry.listed) } };
  const evidence: RegistryRequest = {
    sealed: narrowed,
    place,
    root,
    complete: request.complete,
    names: 'not asked',
  };
  const judged =
    entry.platform === undefined
      ? await verifyRegistry(evidence, policy)
      : await onePlatform(entry.listed, entry.platform, evidence, policy);
  const looked = place.layers ? [] : [layersNotRead(name)];
  return conclude([...signed, ...judged, elsewhere(name, entry), ...looked, files(colophon)], own);
};

/** Whether something attached says that it was signed in a rehearsal; good for a refusal only (trust.md 3). */
export const imageLooksRehearsed = async (
  registry: Registry,
  repository: string,
  digest: Digest,
): Promise<boolean> => {
  const place = { registry, layers: false, deep: false };
  for (const referrer of (await registry.referrers(repository, digest)).slice(0, MOST)) {
    const manifest = await readManifest(place, repository, { ...referrer, mediaType: OCI_MANIFEST });
    if (!('kind' in manifest) || manifest.kind === 'index') continue;
    for (const layer of manifest.layers.slice(0, 2)) {
      const bytes = await readBlob(place, repository, layer, BUNDLE_LIMIT);
      if (!('code' in bytes) && bundleLooksRehearsed(bytes)) return true;
    }
  }
  return false;
};

const MOST = 8;

interface Lists {
  readonly held: readonly AttachedList[];
  readonly faults: readonly Finding[];
}

const findLists = async (
  { registry, repository, digest, name }: ImageRequest,
  place: Place,
  judge: Judge,
): Promise<Lists | Fault> => {
  const subject = await describeManifest(place, repository, digest);
  if ('code' in subject) return subject;
  const held: AttachedList[] = [];
  const faults: Finding[] = [];
  for (const referrer of await registry.referrers(repository, digest)) {
    const list = await readAttachedList(place, repository, referrer, subject, judge);
    if (list === undefined) continue;
    if ('colophon' in list) held.push(list);
    else if (list.code !== 'CONTENT_ABSENT') faults.push(faultFinding(findingsOf('seal'), name, list));
  }
  return { held, faults };
};

interface Entry {
  readonly listed: ListedImage | ListedChart;
  readonly platform?: ListedPlatform;
}

const entryOf = ({ images, charts }: Colophon, digest: Digest): Entry | undefined => {
  const root = [...images, ...charts].find((one) => one.digest === digest);
  if (root !== undefined) return { listed: root };
  for (const listed of images) {
    const platform = listed.platforms.find((one) => one.digest === digest);
    if (platform !== undefined) return { listed, platform };
  }
  return undefined;
};

const narrow = (listed: Entry['listed']): Pick<Colophon, 'images' | 'charts' | 'mirrors'> =>
  'platforms' in listed
    ? { images: [listed], charts: [], mirrors: [] }
    : { images: [], charts: [listed], mirrors: [] };

const onePlatform = async (
  listed: Entry['listed'],
  platform: ListedPlatform,
  evidence: RegistryRequest,
  policy: Policy,
): Promise<readonly Finding[]> => {
  // Nothing judged must never read as nothing wrong.
  if (!('platforms' in listed)) throw new TypeError(`the chart ${listed.name} has no platforms`);
  const { findings: found, held } = await judgePlatform(listed, platform, evidence.place);
  if (held === undefined) return found;
  return [...found, ...(await verifyAttached({ ...evidence, held: [held] }, policy))];
};

const noList = (name: string): Finding =>
  unattached(name, 'SEAL_MISSING', 'no sealed list is attached to it, so nothing says what it is', {
    remedy: 'copy it again with everything that is attached to it: colophon mirror, oras cp -r',
  });

const notListed = (name: string, { tag }: Colophon): Finding =>
  findings.refuted(
    name,
    'IMAGE_NOT_LISTED',
    `the sealed list of ${tag} is attached to it, and does not name it`,
  );

// A layout is a place that no list can name; asked by digest, that is no claim (trust.md 4).
const elsewhere = (name: string, { listed, platform }: Entry): Finding =>
  findings.info(
    name,
    'IMAGE_ELSEWHERE',
    `this is ${platform === undefined ? '' : `${platform.platform} of `}${listed.repository}:${listed.tags[0] ?? ''}, in another place than the sealed list says`,
  );

const files = ({ assets, tag }: Colophon): Finding =>
  findings.info(
    `${assets.length} files`,
    'NOT_DOWNLOADED',
    `the files of ${tag} are not here, and were not judged`,
  );
