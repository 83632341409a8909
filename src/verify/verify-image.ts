// Judges one image or chart where it lies: the sealed list is attached to it, and says what it is (trust.md 4, 5).
import type { Colophon, ListedPlatform } from '../domain/colophon.ts';
import type { Digest } from '../domain/digest.ts';
import type { Finding } from '../domain/finding.ts';
import { OCI_MANIFEST } from '../domain/oci.ts';
import type { Verdict } from '../domain/verdict.ts';
import { BUNDLE_LIMIT } from '../formats/bundle/read.ts';
import { parseTrustedRoot } from '../formats/trusted-root.ts';
import type { Registry } from '../ports/registry.ts';
import { type AttachedList, readAttachedList } from './attached-list.ts';
import { findingsOf } from './check.ts';
import { askedPlace, type AskedPlace, elsewhere, type ListedEntry } from './checks/asked-place.ts';
import { judgePlatform } from './checks/images.ts';
import { layersNotRead } from './checks/places.ts';
import type { Sealed } from './checks/seal.ts';
import { signerFindings } from './checks/signer.ts';
import { judgeForeign } from './foreign-image.ts';
import {
  describeManifest,
  type Expected,
  faultFinding,
  type Place,
  readBlob,
  readManifest,
} from './manifest-reading.ts';
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
  /** Where it was asked for; a layout is no place that a list can name. */
  readonly asked?: AskedPlace;
  /** The repository that it was copied from: a tag is judged as one there, and so are statements without a list. */
  readonly as?: string;
}

const findings = findingsOf('image');
const { proved: sealed, refuted: unsealed } = findingsOf('seal');

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
  if (first === undefined) {
    if (faults.length > 0) return conclude(faults);
    const foreign = await judgeForeign({ ...request, place, subject: lists.subject }, { policy, root });
    return conclude([...foreign, ...(await movedMeanwhile(request))]);
  }
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
  const { asked, as } = request;
  const claimed = asked === undefined || as === undefined ? asked : { ...asked, repository: as };
  const named = claimed === undefined ? elsewhere(name, entry) : askedPlace(name, entry, claimed, colophon);
  const about = [...(named === undefined ? [] : [named]), ...(await movedMeanwhile(request))];
  return conclude([...signed, ...judged, ...about, ...looked, files(colophon)], own);
};

/** A tag that names something else by now was asked for in vain: what was judged is not what is pulled next. */
const movedMeanwhile = async ({
  registry,
  repository,
  digest,
  name,
  asked,
}: ImageRequest): Promise<readonly Finding[]> => {
  if (asked?.tag === undefined) return [];
  const now = (await registry.resolve(repository, asked.tag))?.digest;
  if (now === digest) return [];
  const message = `it named ${digest} when it was asked for, and names ${now ?? 'nothing'} now`;
  return [findings.refuted(name, 'IMAGE_TAG_MOVED', message, { remedy: 'ask for the digest' })];
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
  readonly subject: Expected;
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
  return { subject, held, faults };
};

const entryOf = ({ images, charts }: Colophon, digest: Digest): ListedEntry | undefined => {
  const root = [...images, ...charts].find((one) => one.digest === digest);
  if (root !== undefined) return { listed: root };
  for (const listed of images) {
    const platform = listed.platforms.find((one) => one.digest === digest);
    if (platform !== undefined) return { listed, platform };
  }
  return undefined;
};

const narrow = (listed: ListedEntry['listed']): Pick<Colophon, 'images' | 'charts' | 'mirrors'> =>
  'platforms' in listed
    ? { images: [listed], charts: [], mirrors: [] }
    : { images: [], charts: [listed], mirrors: [] };

const onePlatform = async (
  listed: ListedEntry['listed'],
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

const notListed = (name: string, { tag }: Colophon): Finding =>
  findings.refuted(
    name,
    'IMAGE_NOT_LISTED',
    `the sealed list of ${tag} is attached to it, and does not name it`,
  );

const files = ({ assets, tag }: Colophon): Finding =>
  findings.info(
    `${assets.length} files`,
    'NOT_DOWNLOADED',
    `the files of ${tag} are not here, and were not judged`,
  );
