// The environment of project code: an allow-list (docs/trust.md 7).
import { Failure } from '../../domain/failure.ts';
import { isSecretName } from '../../domain/secret-name.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Allowed {
  readonly variables: Readonly<Record<string, string>>;
  /** Names of variables that belong on the list and were held back, because their URL holds a user or a password. */
  readonly withheld: readonly string[];
}

/** Registries, proxies and certificate authorities, by exact name; case matters except where both are listed. */
const NAMES: ReadonlySet<string> = new Set([
  'PATH',
  // proxies
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'ALL_PROXY',
  'NO_PROXY',
  'http_proxy',
  'https_proxy',
  'all_proxy',
  'no_proxy',
  // certificate authorities
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'NODE_EXTRA_CA_CERTS',
  'GIT_SSL_CAINFO',
  'GIT_SSL_CAPATH',
  'CURL_CA_BUNDLE',
  'REQUESTS_CA_BUNDLE',
  'PIP_CERT',
  'CARGO_HTTP_CAINFO',
  'NIX_SSL_CERT_FILE',
  'DENO_CERT',
  // registries
  'GOPROXY',
  'GONOPROXY',
  'GOSUMDB',
  'GONOSUMDB',
  'GOPRIVATE',
  'GOINSECURE',
  'PIP_INDEX_URL',
  'PIP_EXTRA_INDEX_URL',
  'PIP_TRUSTED_HOST',
  'UV_INDEX',
  'UV_INDEX_URL',
  'UV_DEFAULT_INDEX',
  'UV_EXTRA_INDEX_URL',
  'YARN_REGISTRY',
  'YARN_NPM_REGISTRY_SERVER',
  'COREPACK_NPM_REGISTRY',
  'BUN_CONFIG_REGISTRY',
  'NPM_REGISTRY',
  'CARGO_HTTP_PROXY',
  'RUSTUP_DIST_SERVER',
  'RUSTUP_UPDATE_ROOT',
]);

/** npm reads these in any case; Cargo names a registry in the middle. */
const PATTERNS: readonly RegExp[] = [
  /^npm_config_(?:@[^:]+:)?registry$/i,
  /^npm_config_(?:ca|cafile|proxy|https?_proxy|no_?proxy)$/i,
  /^CARGO_REGISTRIES_[A-Z0-9_]+_INDEX$/,
];

const HOLDS_USER = /:\/\/[^/\s]*@/;

/** What of the caller's environment reaches every command. */
export const allowed = (environment: Environment): Allowed => {
  const variables: Record<string, string> = {};
  const withheld: string[] = [];
  for (const [name, value] of Object.entries(environment)) {
    if (value === undefined || !isListed(name)) continue;
    if (HOLDS_USER.test(value)) withheld.push(name);
    else variables[name] = value;
  }
  return { variables, withheld: withheld.sort() };
};

const isListed = (name: string): boolean => NAMES.has(name) || PATTERNS.some((pattern) => pattern.test(name));

/** The variables that the configuration asks to pass on, those that are set; fails with `ENV_SECRET`. */
export const passedOn = (
  environment: Environment,
  names: readonly string[],
): Readonly<Record<string, string>> => {
  const secret = names.find(isSecretName);
  if (secret !== undefined) throw secretAsked(secret);
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = environment[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
};

const secretAsked = (name: string): Failure =>
  new Failure('ENV_SECRET', `${name} looks like a secret, and project code is never given one`, {
    remedy: `take ${name} out of build.env.pass; what a build needs a secret for belongs before or after the release`,
  });
