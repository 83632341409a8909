// Asks Colophon's command about an image in a registry that lies, as a careful consumer would.
import { join } from 'node:path';

import { FAILURE_CODES } from '../../src/domain/failure-codes.ts';
import { Failure } from '../../src/domain/failure.ts';
import { type Finding, refuses } from '../../src/domain/finding.ts';
import { run } from '../interop/kit.ts';
import { ORIGIN } from '../support/image-release.ts';
import { REPOSITORY } from '../support/release.ts';
import { hurried } from './hurry.ts';
import { rootOf } from './image-edits.ts';
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
  const judged =
    lie.far === true
      ? await hearFar(target, world)
      : await orFailure(() => hurried(() => hear([target], options, world.scratch, env)));
  lie.heard?.(place);
  return { judged, place };
};

/** What is asked about, by the tag unless the lie says otherwise. */
export const referenceIn = (
  place: RegistryPlace,
  { asked, far }: Pick<RegistryLie, 'asked' | 'far'>,
): string =>
  far === true
    ? `${place.far.host}${place.at.slice(place.at.indexOf('/'))}/${ORIGIN}@${rootOf(place.release)}`
    : `${place.at}/${asked?.(place) ?? `${ORIGIN}:${IMAGE_TAG}`}`;

/** A process of its own: proxies and authorities are in force for all of one. */
const hearFar = async (target: string, { scratch, trustedRoot, far }: RegistryWorld): Promise<Judged> => {
  const words = [
    'verify',
    target,
    `--repo=${REPOSITORY}`,
    `--tag=${IMAGE_TAG}`,
    `--trusted-root=${trustedRoot}`,
  ];
  const { status, said } = await run(process.execPath, [MAIN, ...words, '--complete', '--format=json'], {
    cwd: scratch,
    env: { PATH: process.env['PATH'], HOME: scratch, CI: '1', ...far.env },
  });
  const { findings, error } = JSON.parse(said.slice(said.indexOf('{'))) as {
    readonly findings?: readonly Finding[];
    readonly error?: { readonly code: string };
  };
  const codes = error === undefined ? (findings ?? []).filter(refuses).map(({ code }) => code) : [error.code];
  return { exit: status, codes: [...new Set(codes)], accepted: status === 0 };
};

const MAIN = join(import.meta.dirname, '../../src/cli/main.ts');

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
