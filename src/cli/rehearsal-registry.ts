// A real registry on this machine in the place of those that a rehearsal plays: `--registry 127.0.0.1:5000`. Every
// repository lies there under its whole name, host included.
import { isLoopback } from '../adapters/registry-reader/address.ts';
import type { Locate } from '../adapters/registry-reader/index.ts';
import { Failure } from '../domain/failure.ts';
import { neutral } from '../formats/neutral.ts';

/** The host as typed, with its port. Fails with `USAGE` for one that is not on this machine's loopback. */
export const readRehearsalRegistry = (text: string): string => {
  if (HOST.test(text) && isLoopback(text)) return text;
  throw new Failure('USAGE', `--registry ${neutral(text)} is no registry on this machine`, {
    remedy: 'say --registry 127.0.0.1:5000: a rehearsal goes to loopback and nowhere else',
  });
};

const HOST = /^(?:[a-z0-9.-]+|\[[0-9a-f:]+\])(?::[0-9]{1,5})?$/;

/** Where a registry on this machine holds what would go to `ghcr.io/acme/widget`: at `HOST/ghcr.io/acme/widget`. */
export const locateRehearsed =
  (host: string): Locate =>
  // No registry takes a colon in a name.
  (repository) => ({ origin: `http://${host}`, name: repository.replace(':', '--') });
