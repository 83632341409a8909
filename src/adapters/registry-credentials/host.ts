// The many names under which credentials of one registry are kept (docker/cli, "config.json"; containers-auth.json(5)).

/** Docker Hub, by which of its names it may be. */
export const HUB = 'docker.io';
/** Its name where Docker itself keeps a credential. */
export const HUB_KEY = 'https://index.docker.io/v1/';

const HUB_HOSTS: ReadonlySet<string> = new Set([HUB, 'index.docker.io', 'registry-1.docker.io']);

/** One spelling of a registry's host. */
export const hostOf = (host: string): string => {
  const lower = host.toLowerCase();
  return HUB_HOSTS.has(lower) ? HUB : lower;
};

/** One spelling of a key: a host, or a host and the beginning of repositories' names there. */
export const keyOf = (key: string): string => {
  const [, scheme, host = '', path = ''] = /^(https?:\/\/)?([^/]*)(?:\/(.*))?$/i.exec(key) ?? [];
  const namespace = path.replace(/\/+$/, '');
  // Of an address, the path is the version of the registry's protocol.
  const whole = scheme !== undefined || namespace === '' || namespace === 'v1' || namespace === 'v2';
  return whole ? hostOf(host) : `${hostOf(host)}/${namespace}`;
};

/** The keys under which a credential for a repository may be kept, the narrowest first, the host last. */
export const keysFor = (host: string, name: string | undefined): readonly string[] => {
  const parts = name === undefined || name === '' ? [] : name.split('/');
  return [
    hostOf(host),
    ...parts.map((_, at) => `${hostOf(host)}/${parts.slice(0, at + 1).join('/')}`),
  ].reverse();
};
