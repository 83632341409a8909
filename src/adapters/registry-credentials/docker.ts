// Credentials as Docker, Podman and skopeo find them (docker/cli, "config.json"; containers-auth.json(5)): a helper for
// the host, the file's own entry, the helper for all hosts; the first file that knows one.
import type { Credential, Credentials } from '../registry-reader/credentials.ts';
import { type CredentialFile, filesOf, readCredentialFile } from './file.ts';
import { askHelper, type HelperOptions } from './helper.ts';
import { HUB, HUB_KEY, hostOf, keysFor } from './host.ts';

export type DockerCredentialsOptions = HelperOptions;

/**
 * What is kept for registries in `REGISTRY_AUTH_FILE` and in Docker's configuration (`DOCKER_CONFIG`, else `.docker` at
 * home); read when it is first asked for, and each helper asked once a host. Fails with `CREDENTIALS_INVALID` and
 * `CREDENTIAL_HELPER_FAILED`.
 */
export const createDockerCredentials = (options: DockerCredentialsOptions): Credentials => {
  let files: readonly CredentialFile[] | undefined;
  const asked = new Map<string, Promise<Credential | undefined>>();
  const helped = (helper: string, host: string): Promise<Credential | undefined> => {
    const key = `${helper} ${host}`;
    const found = asked.get(key) ?? askHelper(helper, host === HUB ? HUB_KEY : host, options);
    asked.set(key, found);
    return found;
  };
  return {
    of: async (host, name) => {
      files ??= filesOf(options.env).flatMap((path) => readCredentialFile(path) ?? []);
      const own = hostOf(host);
      for (const { auths, helpers, store } of files) {
        for (const key of keysFor(own, name)) {
          const helper = helpers.get(key);
          const found =
            (helper === undefined || helper === '' ? undefined : await helped(helper, own)) ?? auths.get(key);
          if (found !== undefined) return found;
        }
        // An empty name says of this host that no helper keeps its credential.
        const found = store === undefined || helpers.get(own) === '' ? undefined : await helped(store, own);
        if (found !== undefined) return found;
      }
      return undefined;
    },
  };
};

/** The credentials of one host; nobody at every other. */
export const onlyFor = (host: string, credentials: Credentials): Credentials => ({
  of: async (asked, name) => (hostOf(asked) === hostOf(host) ? credentials.of(asked, name) : undefined),
});
