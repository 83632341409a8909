// Registries as their owners read and write them: with what Docker keeps for each host, where it keeps anything.
import { createRegistry, type WrittenRegistry } from '../../../adapters/registry/index.ts';
import { createDockerCredentials } from '../../../adapters/registry-credentials/index.ts';
import { createAsk, createRegistryReader, locateRegistry } from '../../../adapters/registry-reader/index.ts';
import { prepareNetwork } from '../../../adapters/registry-reader/network.ts';
import type { Registry } from '../../../ports/registry.ts';
import type { Invocation } from '../../command.ts';

export interface RegistryDoors extends WrittenRegistry {
  readonly registry: Registry;
}

export interface RegistryDoorsOptions {
  /** Hosts that are asked without encryption, beside those of this machine. */
  readonly plainHttp?: readonly string[];
  /** Where processes that write the same tags take turns. */
  readonly lockDir?: string;
}

/** Proxies and authorities of the environment are in force from here on. */
export const openRegistry = async (
  { plainHttp = [], lockDir }: RegistryDoorsOptions,
  { env, signal }: Pick<Invocation, 'env' | 'signal'>,
): Promise<RegistryDoors> => {
  await prepareNetwork(env, { late: true });
  const credentials = createDockerCredentials({ env, signal });
  const ask = createAsk({ credentials, plainHttp, signal });
  const locate = locateRegistry(plainHttp);
  const registry = createRegistryReader({ locate, ask, signal });
  const written = createRegistry({
    locate,
    ask,
    registry,
    signal,
    ...(lockDir === undefined ? {} : { lockDir }),
  });
  return { registry, ...written };
};
