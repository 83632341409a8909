// Where the user's own package caches lie: a rehearsal may use them, although HOME is empty there.
import { join } from 'node:path';

import type { Environment } from './environment.ts';

/** Absolute paths; what is absent is not used. */
export interface Caches {
  readonly go?: string;
  readonly gomod?: string;
  readonly npm?: string;
}

/** The caches that `go` and `npm` would use in this environment, whether or not they are there. */
export const cachesOf = (environment: Environment, os: NodeJS.Platform = process.platform): Caches => {
  const home = environment['HOME'];
  const under = (...parts: readonly string[]): string | undefined =>
    home === undefined ? undefined : join(home, ...parts);
  const user =
    environment['XDG_CACHE_HOME'] !== undefined && os !== 'darwin'
      ? environment['XDG_CACHE_HOME']
      : under(...(os === 'darwin' ? ['Library', 'Caches'] : ['.cache']));
  const gopath = environment['GOPATH']?.split(':')[0] ?? under('go');
  const go = environment['GOCACHE'] ?? (user === undefined ? undefined : join(user, 'go-build'));
  const gomod = environment['GOMODCACHE'] ?? (gopath === undefined ? undefined : join(gopath, 'pkg', 'mod'));
  const npm = environment['npm_config_cache'] ?? environment['NPM_CONFIG_CACHE'] ?? under('.npm');
  return {
    ...(go === undefined ? {} : { go }),
    ...(gomod === undefined ? {} : { gomod }),
    ...(npm === undefined ? {} : { npm }),
  };
};
