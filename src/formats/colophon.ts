// The sealed list on the wire: canonical JSON, strict in every field (docs/formats/colophon-v1.md).
import { ASSET_ROLES } from '../domain/asset.ts';
import { type Colophon, COLOPHON_KIND, COLOPHON_VERSION, type ListedAsset } from '../domain/colophon.ts';
import { byBytes } from '../domain/byte-order.ts';
import { byName } from '../domain/release-assets.ts';
import { canonicalJson } from './canonical-json.ts';
import { listedManifests, type ListedPlaces, readPlaces } from './colophon-content.ts';
import { FormatError } from './format-error.ts';
import { parseCanonicalJson } from './json.ts';
import { collisions, nameFault } from './names.ts';
import {
  digest,
  exactly,
  type Fields,
  filled,
  flag,
  list,
  matching,
  maybe,
  object,
  one,
  text,
  whole,
} from './strict.ts';

/** The most bytes of a colophon. */
export const COLOPHON_LIMIT = 16 * 1024 * 1024;

/** The document's bytes. Throws `FormatError` for a list that its own reader would refuse. */
export const formatColophon = (colophon: Colophon): Uint8Array => {
  const bytes = canonicalJson(colophon);
  parseColophon(bytes);
  return bytes;
};

/** What a JSON document of ours says it is, read before anything else of it. Throws `FormatError`. */
export const kindOf = (bytes: Uint8Array): string =>
  text(object(parseCanonicalJson(bytes, { bytes: COLOPHON_LIMIT }), 'the document')['kind'], 'kind');

/** The list that these bytes hold; canonical or nothing. Throws `FormatError`. */
export const parseColophon = (bytes: Uint8Array): Colophon => {
  const value = parseCanonicalJson(bytes, { bytes: COLOPHON_LIMIT });
  one(object(value, '')['kind'], 'kind', [COLOPHON_KIND]);
  const fields = exactly(value, '', REQUIRED, ['previous']);
  if (fields['version'] !== COLOPHON_VERSION) throw new FormatError(`not ${COLOPHON_VERSION}`, 'version');
  const assets = list(fields['assets'], 'assets', asset);
  const latest = flag(fields['latest'], 'latest');
  const places = readPlaces(fields, assets, latest);
  checkList(assets, places);
  const previous = maybe(fields, 'previous', '', readPrevious);
  const colophon: Colophon = {
    kind: COLOPHON_KIND,
    version: COLOPHON_VERSION,
    rehearsal: flag(fields['rehearsal'], 'rehearsal'),
    project: matching(fields['project'], 'project', /^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'project name'),
    repository: readRepository(fields['repository']),
    tag: filled(fields['tag'], 'tag'),
    commit: matching(fields['commit'], 'commit', /^[0-9a-f]{40}$/, 'commit'),
    prerelease: flag(fields['prerelease'], 'prerelease'),
    latest,
    ...(previous === undefined ? {} : { previous }),
    waivers: list(fields['waivers'], 'waivers', filled),
    assets,
    ...places,
    externalImages: readExternal(fields['externalImages']),
    provenance: list(fields['provenance'], 'provenance', (name, at) =>
      listed(assets, name, at, ['provenance']),
    ),
    notes: listed(assets, fields['notes'], 'notes', ['notes']),
    evidence: listed(assets, fields['evidence'], 'evidence', ['evidence']),
    identity: readIdentity(fields['identity']),
  };
  if (colophon.provenance.length === 0) throw new FormatError('it names no provenance', 'provenance');
  return colophon;
};

const REQUIRED = [
  'kind',
  'version',
  'rehearsal',
  'project',
  'repository',
  'tag',
  'commit',
  'prerelease',
  'latest',
  'waivers',
  'assets',
  'images',
  'charts',
  'mirrors',
  'externalImages',
  'provenance',
  'notes',
  'evidence',
  'identity',
];

const asset = (value: unknown, at: string): ListedAsset => {
  const fields = exactly(
    value,
    at,
    ['name', 'role', 'mediaType', 'size', 'digest'],
    ['platform', 'origin', 'describes'],
  );
  const optional = {
    platform: maybe(fields, 'platform', at, filled),
    origin: maybe(fields, 'origin', at, (origin, place) => one<'prebuilt'>(origin, place, ['prebuilt'])),
    describes: maybe(fields, 'describes', at, filled),
  };
  return {
    name: fileName(fields['name'], `${at}.name`),
    role: one(fields['role'], `${at}.role`, ASSET_ROLES),
    mediaType: filled(fields['mediaType'], `${at}.mediaType`),
    size: whole(fields['size'], `${at}.size`),
    digest: digest(fields['digest'], `${at}.digest`),
    ...(optional.platform === undefined ? {} : { platform: optional.platform }),
    ...(optional.origin === undefined ? {} : { origin: optional.origin }),
    ...(optional.describes === undefined ? {} : { describes: optional.describes }),
  };
};

const fileName = (value: unknown, at: string): string => {
  const fault = nameFault(text(value, at));
  if (fault !== undefined) throw new FormatError(`the name is refused: ${fault}`, at);
  return value as string;
};

const checkList = (assets: readonly ListedAsset[], places: ListedPlaces): void => {
  const unsorted = assets.findIndex((one, index) => index > 0 && byName(assets[index - 1] ?? one, one) >= 0);
  if (unsorted > 0)
    throw new FormatError('not sorted by name, or a name stands twice', `assets[${unsorted}]`);
  const [pair] = collisions(assets.map(({ name }) => name));
  if (pair !== undefined)
    throw new FormatError(`${pair[0]} and ${pair[1]} differ in case or form only`, 'assets');
  const described = new Set([...assets.map(({ name }) => name), ...listedManifests(places)]);
  const mute = assets.find(({ role, describes }) => (role === 'sbom') !== (describes !== undefined));
  if (mute !== undefined) throw new FormatError('an SBOM and nothing else describes something', mute.name);
  const lost = assets.find(({ describes }) => describes !== undefined && !described.has(describes));
  if (lost !== undefined) throw new FormatError('it describes what is not listed', lost.name);
};

const listed = (
  assets: readonly ListedAsset[],
  value: unknown,
  at: string,
  roles: readonly string[],
): string => {
  const found = assets.find(({ name, role }) => name === value && roles.includes(role));
  if (found === undefined) throw new FormatError('no listed asset of that role', at);
  return found.name;
};

const readRepository = (value: unknown): Colophon['repository'] => {
  const fields = exactly(value, 'repository', ['name', 'id', 'ownerId']);
  return {
    name: matching(fields['name'], 'repository.name', /^[A-Za-z0-9._-]+\/[A-Za-z0-9._-]+$/, 'owner/name'),
    id: text(fields['id'], 'repository.id'),
    ownerId: text(fields['ownerId'], 'repository.ownerId'),
  };
};

const readPrevious = (value: unknown): NonNullable<Colophon['previous']> => {
  const fields: Fields = exactly(value, 'previous', ['tag'], ['colophon']);
  const sealed = maybe(fields, 'colophon', 'previous', digest);
  return {
    tag: filled(fields['tag'], 'previous.tag'),
    ...(sealed === undefined ? {} : { colophon: sealed }),
  };
};

const readIdentity = (value: unknown): Colophon['identity'] => {
  const fields = exactly(value, 'identity', ['san', 'issuer']);
  return { san: filled(fields['san'], 'identity.san'), issuer: filled(fields['issuer'], 'identity.issuer') };
};

const readExternal = (value: unknown): readonly string[] => {
  const references = list(value, 'externalImages', filled);
  const wrong = references.findIndex(
    (reference, index) => index > 0 && byBytes(references[index - 1] ?? '', reference) >= 0,
  );
  if (wrong > 0) throw new FormatError('out of order, or it stands twice', `externalImages[${wrong}]`);
  return references;
};
