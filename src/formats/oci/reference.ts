// Image references as people write them (distribution/reference, the grammar of Docker and Kubernetes).

/** A reference, taken apart; nothing is filled in. */
export interface Reference {
  /** As written, with its port; absent means Docker Hub. */
  readonly host?: string;
  readonly path: string;
  readonly tag?: string;
  /** `algorithm:hex`. */
  readonly digest?: string;
}

/** The parts of `[host/]path[:tag][@digest]`; `undefined` when the text is no reference. */
export const parseReference = (text: string): Reference | undefined => {
  const [, name = '', tag, digest] = WHOLE.exec(text) ?? [];
  const slash = name.indexOf('/');
  const first = slash < 0 ? '' : name.slice(0, slash);
  const host = isHost(first) ? first : undefined;
  const path = host === undefined ? name : name.slice(slash + 1);
  if (host !== undefined && !HOST.test(host)) return undefined;
  if (!PATH.test(path) || name.length > 255) return undefined;
  return {
    ...(host === undefined ? {} : { host }),
    path,
    ...(tag === undefined ? {} : { tag }),
    ...(digest === undefined ? {} : { digest }),
  };
};

/** `[host/]path[:tag][@digest]` */
export const formatReference = ({ host, path, tag, digest }: Reference): string =>
  `${host === undefined ? '' : `${host}/`}${path}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;

/**
 * Host and path in one spelling: `nginx`, `library/nginx` and `index.docker.io/library/nginx` are all
 * `docker.io/library/nginx`.
 */
export const repositoryOf = ({ host, path }: Pick<Reference, 'host' | 'path'>): string => {
  const given = host?.toLowerCase() ?? HUB;
  const where = HUB_HOSTS.has(given) ? HUB : given;
  return `${where}/${where === HUB && !path.includes('/') ? `library/${path}` : path}`;
};

const HUB = 'docker.io';
const HUB_HOSTS: ReadonlySet<string> = new Set([HUB, 'index.docker.io', 'registry-1.docker.io']);

// A digest of less than 32 digits is none; unknown algorithms are let through, for they pin nothing of ours.
const WHOLE =
  /^([^@\s]*?)(?::([A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?(?:@([A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9A-Fa-f]{32,}))?$/;
const PATH = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/;
const HOST =
  /^(?:[A-Za-z0-9]|[A-Za-z0-9][A-Za-z0-9-]*[A-Za-z0-9])(?:\.(?:[A-Za-z0-9]|[A-Za-z0-9][A-Za-z0-9-]*[A-Za-z0-9]))*(?::[0-9]+)?$|^\[[0-9A-Fa-f:]+\](?::[0-9]+)?$/;

const isHost = (first: string): boolean =>
  first !== '' && (/[.:]/.test(first) || first === 'localhost' || first.toLowerCase() !== first);
