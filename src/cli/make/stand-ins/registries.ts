// The registries of a rehearsal: what it writes goes to the stand-in, or to one real registry on this machine, through the
// client of a release; what images are made upon is read where it is, or from the layouts that stand for it.
import { withBases } from '../../../adapters/layout-registry/index.ts';
import { createDockerCredentials, onlyFor } from '../../../adapters/registry-credentials/index.ts';
import { createRegistry, type WrittenRegistry } from '../../../adapters/registry/index.ts';
import {
  ANONYMOUS,
  type Ask,
  type AskOptions,
  createAsk,
  createRegistryReader,
  type Locate,
  locateRegistry,
} from '../../../adapters/registry-reader/index.ts';
import { prepareNetwork } from '../../../adapters/registry-reader/network.ts';
import type { Targets } from '../../../domain/targets.ts';
import type { Registry } from '../../../ports/registry.ts';
import type { Invocation } from '../../command.ts';
import { locateRehearsed } from '../../rehearsal-registry.ts';
import { startStandInRegistry } from './stand-in-registry.ts';
import { turnsDir } from '../places/turns-dir.ts';

export interface RehearsedRegistries extends WrittenRegistry {
  readonly registry: Registry;
  /** As consumers read: without a credential, unless the release is for those who have one. */
  readonly published: Registry;
  /** Ends the stand-in. */
  readonly end: () => Promise<void>;
}

export interface RehearsedRegistriesOptions {
  /** Holds the layouts of the stand-in. */
  readonly dir: string;
  /** What is rehearsed into; all others are only read. */
  readonly repositories: ReadonlySet<string>;
  readonly targets: Pick<Targets, 'plainHttp' | 'read'>;
  /** Layouts by the repository that they stand for. */
  readonly bases: Readonly<Record<string, string>>;
  /** A registry on this machine in place of the stand-in, as `readRehearsalRegistry` has read it. */
  readonly at?: string | undefined;
  readonly bounds?: RegistryBounds;
}

/** How long, and how often, registries are asked before they are given up. */
export type RegistryBounds = Pick<AskOptions, 'attempts' | 'backoff' | 'idle' | 'patience'>;

export const openRehearsedRegistries = async (
  { dir, repositories, targets, bases, at, bounds = {} }: RehearsedRegistriesOptions,
  { env, signal }: Pick<Invocation, 'env' | 'signal'>,
): Promise<RehearsedRegistries> => {
  const { plainHttp = [] } = targets;
  const standIn = at === undefined && repositories.size > 0 ? await startStandInRegistry(dir) : undefined;
  const elsewhere = locateRegistry(plainHttp);
  const here: Locate =
    at === undefined ? (name) => ({ origin: standIn?.origin ?? '', name }) : locateRehearsed(at);
  const isTarget = (repository: string): boolean => repositories.has(repository);
  const locate: Locate = (repository) => (isTarget(repository) ? here(repository) : elsewhere(repository));
  const shared = {
    ...bounds,
    plainHttp,
    signal: standIn === undefined ? signal : AbortSignal.any([signal, standIn.signal]),
  };
  // Only the registry that is written to is told who asks: bases are read by nobody in particular.
  const credentials =
    at === undefined ? standIn?.credentials : onlyFor(at, createDockerCredentials({ env, signal }));
  const backoff = bounds.backoff === undefined ? {} : { backoff: bounds.backoff };
  // One rehearsal at a time has the stand-in's directory; a real registry has whoever asks it.
  const turns = at === undefined ? {} : await turnsDir();
  const prepared = throughNetwork(env, standIn?.origin);
  const ask = prepared(createAsk({ ...shared, credentials: credentials ?? ANONYMOUS }));
  const registry = createRegistryReader({ locate, ask, signal: shared.signal });
  const asAnyone = createRegistryReader({
    locate,
    ask: prepared(createAsk(shared)),
    signal: shared.signal,
  });
  return {
    ...createRegistry({ ...backoff, ...turns, locate, ask, registry, signal: shared.signal }),
    registry: withBases(registry, bases, isTarget),
    published: at !== undefined && targets.read === 'private' ? registry : asAnyone,
    end: async () => standIn?.end(),
  };
};

/** Proxies and authorities of the environment are looked at once something beyond the stand-in is asked. */
const throughNetwork =
  (env: Invocation['env'], standIn: string | undefined) =>
  (ask: (origin: string) => Ask): ((origin: string) => Ask) =>
  (origin) =>
    origin === standIn
      ? ask(origin)
      : async (exchange) => {
          await prepareNetwork(env);
          return ask(origin)(exchange);
        };
