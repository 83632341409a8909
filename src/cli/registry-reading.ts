// Registries as a consumer reads them: by nobody in particular, but for the one host that a user logs in to (trust.md 9).
import { createDockerCredentials, onlyFor } from '../adapters/registry-credentials/index.ts';
import {
  ANONYMOUS,
  createAsk,
  createRegistryReader,
  type Locate,
  locateRegistry,
} from '../adapters/registry-reader/index.ts';
import { prepareNetwork } from '../adapters/registry-reader/network.ts';
import type { Registry } from '../ports/registry.ts';
import type { Invocation } from './command.ts';

export interface ReadingOptions {
  /** The one host whose credential is used, as Docker keeps it. */
  readonly login?: string;
  /** Hosts that are asked without encryption, beside those of this machine. */
  readonly plainHttp?: readonly string[];
  /** Where repositories are asked; as their names say, unless given. */
  readonly locate?: Locate;
}

/** Registries, read; proxies and authorities of the environment are in force from here on. */
export const openReading = async (
  { login, plainHttp = [], locate = locateRegistry(plainHttp) }: ReadingOptions,
  { env, signal }: Pick<Invocation, 'env' | 'signal'>,
): Promise<Registry> => {
  await prepareNetwork(env);
  const credentials =
    login === undefined ? ANONYMOUS : onlyFor(login, createDockerCredentials({ env, signal }));
  return createRegistryReader({ locate, ask: createAsk({ credentials, plainHttp, signal }), signal });
};
