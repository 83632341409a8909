// The ways out that an environment prescribes: proxies, and certificate authorities beside the well-known ones. Both are
// in force for every `fetch` of this process.
import { readFileSync } from 'node:fs';
import * as tls from 'node:tls';

import { Failure } from '../../domain/failure.ts';
import { neutral } from '../../formats/neutral.ts';

type Environment = Readonly<Record<string, string | undefined>>;

let prepared: Promise<void> | undefined;

/** The file of authorities that is not read yet. */
let untried = '';

/**
 * Heeds `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` (small letters count first; this machine is never asked through a
 * proxy), and `SSL_CERT_FILE`; the first call counts. `NODE_EXTRA_CA_CERTS` is heeded by Node itself. Fails with
 * `FILE_MISSING` for authorities that are not there, and with `USAGE` for what names no proxy or is no certificate. Where
 * this process asks nobody but registries, authorities are `late`: read before the first question that is encrypted.
 */
export const prepareNetwork = async (
  env: Environment,
  { late = false }: { readonly late?: boolean } = {},
): Promise<void> => {
  prepared ??= prepare(env);
  try {
    await prepared;
    if (!late) readAuthorities();
  } catch (error) {
    prepared = undefined;
    throw error;
  }
};

/** Whether questions go through proxies, which `fetch` alone knows of. */
export const isProxied = (): boolean => proxied;

let proxied = false;

/** Trusts what `SSL_CERT_FILE` holds from here on, once. Fails with `FILE_MISSING` and `USAGE`. */
export const readAuthorities = (): void => {
  if (untried === '') return;
  trust(untried);
  untried = '';
};

const prepare = async (env: Environment): Promise<void> => {
  untried = env['SSL_CERT_FILE'] ?? '';
  const [http, https] = [proxyOf(env, 'http_proxy'), proxyOf(env, 'https_proxy')];
  if (http === '' && https === '') return;
  const { useProxies } = await import('./proxy.ts');
  proxied = true;
  useProxies({ http, https, except: env['no_proxy'] ?? env['NO_PROXY'] ?? '' });
};

const trust = (file: string): void => {
  // Node 22.19 and 24.5 brought it.
  if (typeof tls.setDefaultCACertificates !== 'function') return;
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new Failure('FILE_MISSING', `SSL_CERT_FILE names ${neutral(file)}, which cannot be read`, {
      remedy: 'Name a file of certificates in PEM, or take the variable away.',
      cause,
    });
  }
  const found = text.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [];
  try {
    if (found.length === 0) throw new TypeError('none');
    tls.setDefaultCACertificates([...tls.getCACertificates('default'), ...found]);
  } catch (cause) {
    throw new Failure('USAGE', `SSL_CERT_FILE names ${neutral(file)}, which holds no certificates`, {
      remedy: 'Name a file of certificates in PEM, or take the variable away.',
      cause,
    });
  }
};

/** The address of a proxy; empty for none. */
const proxyOf = (env: Environment, name: string): string => {
  const given = (env[name] ?? env[name.toUpperCase()] ?? '').trim();
  if (given === '') return '';
  // `proxy:3128` is what many write.
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(given) ? given : `http://${given}`;
  if (URL.canParse(address) && ['http:', 'https:'].includes(new URL(address).protocol)) return address;
  // Not repeated: it may hold a password.
  throw new Failure('USAGE', `${name} names no HTTP proxy`, {
    remedy: 'Write it as http://host:port; other kinds of proxy are not known.',
  });
};
