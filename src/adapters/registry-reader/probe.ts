// What a registry is able to, found out without writing anything (distribution-spec 1.1, "Endpoints").
import type { Descriptor } from '../../domain/descriptor.ts';
import type { Digest } from '../../domain/digest.ts';
import { Failure } from '../../domain/failure.ts';
import { FormatError } from '../../formats/format-error.ts';
import { neutral } from '../../formats/neutral.ts';
import { parseOciDocument } from '../../formats/oci/document.ts';
import { shownUrl } from './address.ts';
import { preferred, parseChallenges, type Challenge } from './challenge.ts';
import { connectionOf, type ConnectionOptions, demandEncryption } from './connection.ts';
import type { Answered, Ask, Locate } from './exchange.ts';
import { insist } from './insist.ts';
import { type ManifestPlace, readManifest } from './manifest.ts';
import { MAX_PAGE, parseNext } from './pages.ts';
import { productOf, type RegistryProduct } from './product.ts';
import { listReferrers } from './referrers.ts';
import { isUnknown, readRefusal, refusalFailure } from './refusal.ts';
import { parseTags } from './tags.ts';

/** What was found out, or why it was not. */
export type Probed<T> = { readonly found: T } | { readonly failure: Failure };

export interface RegistryProbe {
  /** `https://ghcr.io` */
  readonly origin: string;
  /** `Docker-Distribution-Api-Version`, where the registry says one. */
  readonly version?: string;
  /** What `/v2/` demands of whoever asks. */
  readonly demands: 'nothing' | 'basic' | 'bearer' | 'other';
  /** Who gives tokens; without query. */
  readonly realm?: string;
  /** Which product it shows itself to be, and what is known of that. */
  readonly product?: RegistryProduct;
  /** Whether it lists referrers itself; else they are kept under tags. */
  readonly referrers: Probed<'api' | 'tag'>;
  /** Whether its list of tags comes in pages; `none` where there are fewer than two tags to tell by. */
  readonly tags: Probed<'pages' | 'whole' | 'none'>;
  /** What a tag or digest names, where one was given: `undefined` when nothing. Fails as reading manifests does. */
  readonly manifest?: Probed<Descriptor | undefined>;
  /** Where the bytes of what that names come from: the registry itself, or a host that it sends its readers to. */
  readonly blobs?: Probed<'registry' | { readonly host: string } | undefined>;
}

export interface ProbeOptions extends ConnectionOptions {
  readonly locate: Locate;
  /** By the origin of a registry; as whoever will read or write. */
  readonly ask: (origin: string) => Ask;
}

export interface ProbeTarget {
  /** `ghcr.io/acme/widget` */
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: Digest;
}

/** A registry and one repository of it. Fails as asking does where `/v2/` itself gives no answer. */
export const probeRegistry = async (target: ProbeTarget, options: ProbeOptions): Promise<RegistryProbe> => {
  const address = options.locate(target.repository);
  const greeting = await greet(new URL(address.origin), options);
  const place: ManifestPlace = { ask: options.ask(address.origin), address, repository: target.repository };
  const { tag, digest } = target;
  const reference = digest === undefined ? (tag === undefined ? undefined : { tag }) : { digest };
  const manifest = reference === undefined ? undefined : await probed(() => readManifest(place, reference));
  const read = manifest !== undefined && 'found' in manifest ? manifest.found : undefined;
  const { realm, ...seen } = greeting;
  const product = productOf(address.origin, seen.header, realm);
  return {
    origin: address.origin,
    ...(seen.version === undefined ? {} : { version: seen.version }),
    demands: seen.demands,
    ...(realm === undefined ? {} : { realm }),
    ...(product === undefined ? {} : { product }),
    referrers: await probed(async () =>
      (await listReferrers(place, NOBODY, new Set())) === undefined ? 'tag' : 'api',
    ),
    tags: await probed(() => probeTags(place)),
    ...(manifest === undefined
      ? {}
      : { manifest: 'found' in manifest ? { found: read?.content } : manifest }),
    ...(read === undefined ? {} : { blobs: await probed(() => probeBlob(place, read.bytes)) }),
  };
};

/** A digest that nothing hashes to, as far as anyone knows. */
const NOBODY: Digest = `sha256:${'0'.repeat(64)}`;

const probed = async <T>(find: () => Promise<T>): Promise<Probed<T>> => {
  try {
    return { found: await find() };
  } catch (error) {
    if (error instanceof Failure) return { failure: error };
    if (!(error instanceof FormatError)) throw error;
    const remedy = 'Ask whoever runs the registry.';
    return { failure: new Failure('REGISTRY_ANSWER_INVALID', error.message, { remedy, cause: error }) };
  }
};

interface Greeting extends Pick<RegistryProbe, 'version' | 'demands' | 'realm'> {
  readonly header: Answered['header'];
}

/** What anyone is answered who asks for nothing. */
const greet = async (registry: URL, options: ProbeOptions): Promise<Greeting> => {
  demandEncryption(registry, options.plainHttp);
  const exchange = { method: 'GET', url: '/v2/', scopes: [], repeatable: true } as const;
  const url = new URL(exchange.url, registry);
  const answered = await insist(connectionOf(options), { exchange, url, registry, hides: [] });
  const refusal = await readRefusal(answered);
  if (![200, 401, 403].includes(answered.status)) throw refusalFailure(exchange, answered.url, refusal);
  const version = answered.header('docker-distribution-api-version');
  const challenge = answered.status === 401 ? challengeOf(answered.header('www-authenticate')) : undefined;
  const realm = challenge?.kind === 'bearer' && URL.canParse(challenge.realm) ? challenge.realm : undefined;
  return {
    ...(version === undefined ? {} : { version: neutral(version).slice(0, 60) }),
    demands: answered.status === 200 ? 'nothing' : (challenge?.kind ?? 'other'),
    ...(realm === undefined ? {} : { realm: shownUrl(new URL(realm)) }),
    header: answered.header,
  };
};

const challengeOf = (header: string | undefined): Challenge | undefined => {
  try {
    return preferred(parseChallenges(header ?? ''));
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    return undefined;
  }
};

const probeTags = async ({ ask, address }: ManifestPlace): Promise<'pages' | 'whole' | 'none'> => {
  const url = `/v2/${address.name}/tags/list?n=1`;
  const scopes = [{ name: address.name, actions: 'pull' }] as const;
  const answered = await ask({ method: 'GET', url, scopes, repeatable: true });
  if (answered.status !== 200) {
    const refusal = await readRefusal(answered);
    if (isUnknown(refusal)) return 'none';
    throw refusalFailure({ method: 'GET' }, answered.url, refusal);
  }
  if (parseNext(answered.header('link')) !== undefined) {
    await answered.dismiss();
    return 'pages';
  }
  return parseTags(await answered.bytes(MAX_PAGE)).length > 1 ? 'whole' : 'none';
};

const probeBlob = async (
  place: ManifestPlace,
  bytes: Uint8Array,
): Promise<'registry' | { readonly host: string } | undefined> => {
  const document = parseOciDocument(bytes, { foreign: true });
  if (document.kind === 'index') {
    const [first] = document.manifests;
    const below = first === undefined ? undefined : await readManifest(place, { digest: first.digest });
    return below === undefined || below.content.mediaType === document.mediaType
      ? undefined
      : probeBlob(place, below.bytes);
  }
  const { ask, address } = place;
  const url = `/v2/${address.name}/blobs/${document.config.digest}`;
  const scopes = [{ name: address.name, actions: 'pull' }] as const;
  const answered = await ask({ method: 'GET', url, scopes, repeatable: true });
  await answered.dismiss();
  if (answered.status !== 200)
    throw refusalFailure({ method: 'GET' }, answered.url, {
      status: answered.status,
      codes: [],
      digests: [],
      text: String(answered.status),
    });
  const { origin, host } = new URL(answered.url);
  return origin === address.origin ? 'registry' : { host };
};
