// The registry that a rehearsal plays, from its beginning to its end. A release of files starts none.
import { ANONYMOUS, type AskOptions, type Credentials } from '../../../adapters/registry-reader/index.ts';
import { failureOf } from '../../../engine/failures.ts';

export interface StandInRegistry {
  readonly origin: string;
  /** Made for this rehearsal, in memory alone: whoever has it may write. */
  readonly credentials: Credentials;
  /** Aborted with what has gone wrong with this machine, for all who ask: no answer would say it. */
  readonly signal: NonNullable<AskOptions['signal']>;
  /** Nothing listens afterwards. */
  readonly end: () => Promise<void>;
}

/** Holds what is pushed as layouts in `dir`. */
export const startStandInRegistry = async (dir: string): Promise<StandInRegistry> => {
  const broken = new AbortController();
  const { createRegistryServer } = await import('../../../adapters/registry-server/index.ts');
  const server = await createRegistryServer({
    dir,
    fault: (error) => broken.abort(failureOf(error, 'the stand-in registry')),
  });
  const { host } = new URL(server.origin);
  return {
    origin: server.origin,
    credentials: { of: async (asked) => (asked === host ? server.credential : ANONYMOUS.of(asked)) },
    signal: broken.signal,
    end: server.close,
  };
};
