// Where a repository is asked: Docker Hub's names at its registry, loopback by plain HTTP, everything else encrypted
// unless a user named the host.
import { Failure } from '../../domain/failure.ts';
import { isRepository } from '../../formats/oci/place.ts';
import { neutral } from '../../formats/neutral.ts';
import { isLoopback } from './address.ts';
import type { Locate } from './exchange.ts';

/** The addresses of repositories as their names say. Throws `USAGE` for what is no repository with its host. */
export const locateRegistry =
  (plainHttp: readonly string[] = []): Locate =>
  (repository) => {
    const slash = repository.indexOf('/');
    if (slash < 0 || !isRepository(repository))
      throw new Failure('USAGE', `${neutral(repository)} is no repository with the host of its registry`, {
        remedy: 'Write it in lower case with its registry: registry.example/team/image.',
      });
    const host = repository.slice(0, slash);
    const name = repository.slice(slash + 1);
    if (HUB_HOSTS.has(host))
      return { origin: HUB_ORIGIN, name: name.includes('/') ? name : `library/${name}` };
    return { origin: `${isLoopback(host) || plainHttp.includes(host) ? 'http' : 'https'}://${host}`, name };
  };

/** The name by which credentials know a registry: Docker Hub is `docker.io`, whichever of its hosts is asked. */
export const credentialHost = (origin: string): string => {
  const { host } = new URL(origin);
  return HUB_HOSTS.has(host) ? HUB : host;
};

const HUB = 'docker.io';
const HUB_ORIGIN = 'https://registry-1.docker.io';
const HUB_HOSTS: ReadonlySet<string> = new Set([HUB, 'index.docker.io', 'registry-1.docker.io']);
