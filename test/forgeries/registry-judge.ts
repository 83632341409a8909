// Asks Colophon's command about an image in a registry that lies, as a careful consumer would.
import { join } from 'node:path';

import { FAILURE_CODES } from '../../src/domain/failure-codes.ts';
import { Failure } from '../../src/domain/failure.ts';
import { ORIGIN } from '../support/image-release.ts';
import { REPOSITORY } from '../support/release.ts';
import { hurried } from './hurry.ts';
import { IMAGE_TAG } from './image-world.ts';
import { hear, type Judged } from './judge.ts';
import type { RegistryLie, RegistryPlace } from './registry-lie.ts';
import { type RegistryWorld, SECRET } from './registry-world.ts';

/** Tells a lie and listens to the answer; the registry goes on lying. */
export const toldByRegistry = async (
  lie: Omit<RegistryLie, 'claim' | 'code' | 'of'>,
  world: RegistryWorld,
): Promise<{ readonly judged: Judged; readonly place: RegistryPlace }> => {
  const place = await world.lay(lie);
  const options = {
    repo: REPOSITORY,
    tag: IMAGE_TAG,
    trustedRoot: world.trustedRoot,
    complete: true,
    ...(lie.login === undefined ? {} : { login: place.host }),
    ...lie.options,
  };
  const env = { ...process.env, DOCKER_CONFIG: join(world.scratch, 'docker') };
  const target = `oci://${referenceIn(place, lie)}`;
  const judged = await orFailure(() => hurried(() => hear([target], options, world.scratch, env)));
  lie.heard?.(place);
  return { judged, place };
};

/** What is asked about, by the tag unless the lie says otherwise. */
export const referenceIn = (place: RegistryPlace, { asked }: Pick<RegistryLie, 'asked'>): string =>
  `${place.at}/${asked?.(place) ?? `${ORIGIN}:${IMAGE_TAG}`}`;

/** A failure of the command as an answer, which quotes no secret. */
const orFailure = async (ask: () => Promise<Judged>): Promise<Judged> => {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const said = JSON.stringify([error.message, error.remedy, error.more, String(error.cause)]);
    if (said.includes(SECRET)) throw new Error('a secret is printed', { cause: error });
    return { exit: FAILURE_CODES[error.code], codes: [error.code], accepted: false };
  }
};
