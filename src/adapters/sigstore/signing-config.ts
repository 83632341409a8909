// Which services sign: Sigstore's signing configuration (sigstore_trustroot.proto, SigningConfig v0.2).
import {
  SigningConfig,
  ServiceSelector,
  type Service,
  type ServiceConfiguration,
} from '@sigstore/protobuf-specs';

import { Failure } from '../../domain/failure.ts';

export interface Services {
  readonly fulcio: string;
  /** Each gets every signature. */
  readonly logs: readonly string[];
  /** Whole addresses, with their path. */
  readonly timestampAuthorities: readonly string[];
}

const MEDIA_TYPE = 'application/vnd.dev.sigstore.signingconfig.v0.2+json';

/**
 * The services to ask at this moment (milliseconds since 1970): of those valid now and of an API that we
 * speak (Fulcio 1, Rekor 2, timestamps 1), the newest, as many as the selectors ask for, each of another
 * operator. Fails with `SIGNING_CONFIG_INVALID`.
 */
export const chooseServices = (signingConfig: Uint8Array, now: number): Services => {
  const config = parse(signingConfig);
  const [fulcio] = usable(config.caUrls, 1, now);
  if (fulcio === undefined) throw invalid('it names no certificate authority that is valid now');
  return {
    fulcio: fulcio.url,
    logs: select('log', usable(config.rekorTlogUrls, 2, now), config.rekorTlogConfig),
    timestampAuthorities: select('timestamp authority', usable(config.tsaUrls, 1, now), config.tsaConfig),
  };
};

const parse = (bytes: Uint8Array): SigningConfig => {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw invalid('it is not JSON');
  }
  const mediaType =
    typeof json === 'object' && json !== null && 'mediaType' in json ? json.mediaType : undefined;
  if (mediaType !== MEDIA_TYPE) throw invalid(`its media type is not ${MEDIA_TYPE}`);
  try {
    return SigningConfig.fromJSON(json);
  } catch {
    throw invalid('its fields are not those of a signing configuration');
  }
};

const usable = (services: readonly Service[], version: number, now: number): readonly Service[] =>
  services
    .filter((service) => service.majorApiVersion === version && isValid(service, now))
    .map((service) => ({ ...service, url: checked(service.url) }))
    .toSorted((a, b) => startOf(b) - startOf(a));

const isValid = (service: Service, now: number): boolean => {
  const end = service.validFor?.end?.getTime();
  return startOf(service) <= now && (end === undefined || now <= end);
};

const startOf = (service: Service): number => service.validFor?.start?.getTime() ?? 0;

const select = (
  what: string,
  services: readonly Service[],
  config: ServiceConfiguration | undefined,
): readonly string[] => {
  const seen = new Set<string>();
  const urls = services
    .filter(({ operator }) => !seen.has(operator) && seen.add(operator))
    .map(({ url }) => url);
  const wanted = wantedOf(config, urls.length);
  if (wanted < 1 || urls.length < wanted)
    throw invalid(`it names ${urls.length} usable ${what}, and asks for ${wanted || 1}`);
  return urls.slice(0, wanted);
};

const wantedOf = (config: ServiceConfiguration | undefined, all: number): number => {
  if (config?.selector === ServiceSelector.ALL) return all;
  if (config?.selector === ServiceSelector.EXACT) return config.count;
  return 1;
};

// Without TLS only on this very machine.
const checked = (text: string): string => {
  const url = URL.parse(text);
  const local = url !== null && ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname);
  if (url === null || (url.protocol !== 'https:' && !(local && url.protocol === 'http:'))) {
    throw invalid('it names an address that is not https');
  }
  if (url.username !== '' || url.password !== '')
    throw invalid('it names an address with a user or password');
  return text.replace(/\/+$/, '');
};

const invalid = (why: string): Failure =>
  new Failure('SIGNING_CONFIG_INVALID', `the signing configuration cannot be used: ${why}`, {
    remedy: 'give a signing configuration v0.2 whose services are valid now',
  });
