// What a remote's URL says about the repository: `owner/name`, if it lies on the forge's host (git-clone(1) "GIT URLS").

export interface Origin {
  /** As configured, without user and password. */
  readonly url: string;
  /** `owner/name`; absent for a path and for another host. */
  readonly slug?: string;
}

/** The origin that a URL describes; `host` is the forge's. */
export const parseOrigin = (text: string, host = 'github.com'): Origin => {
  const [, scheme, server = '', path = ''] = WITH_SCHEME.exec(text) ?? [];
  if (scheme !== undefined) {
    const url = `${scheme}://${server}/${path}`;
    return onHost(server.replace(/:\d+$/, ''), host) ? withSlug(url, path) : { url };
  }
  const [, scpServer, scpPath = ''] = SCP_LIKE.exec(text) ?? [];
  if (scpServer === undefined || scpServer.length === 1) return { url: text }; // a path, or one on a drive
  return onHost(scpServer, host) ? withSlug(text, scpPath) : { url: text };
};

const WITH_SCHEME = /^([a-z][a-z0-9+.-]*):\/\/(?:[^/]*@)?([^/]*)\/(.*)$/is;
const SCP_LIKE = /^(?:[^/@:]*@)?([^/:]+):(.*)$/s;

const onHost = (server: string, host: string): boolean => {
  const name = server.toLowerCase();
  return name === host || name === `ssh.${host}` || name === `www.${host}`;
};

const withSlug = (url: string, path: string): Origin => {
  const slug = path
    .replace(/^\/+/, '')
    .replace(/\/+$/, '')
    .replace(/\.git$/, '');
  return /^[A-Za-z0-9_.-]+\/[A-Za-z0-9_.-]+$/.test(slug) ? { url, slug } : { url };
};
