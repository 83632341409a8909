// Platforms of images from Dockerfiles that no builder here is of: a rehearsal without `--tag`, as of a pull request, goes
// on without them and says so (docs: contract, `rehearse`).
import { join } from 'node:path';

import { createImageBuilder } from '../../../adapters/image-builder/index.ts';
import { createStore } from '../../../adapters/oci-layout/index.ts';
import { Failure } from '../../../domain/failure.ts';
import type { Finding } from '../../../domain/finding.ts';
import type { BuildSettings } from '../../../domain/settings.ts';
import { formatLeftOut, type LeftOut, type UnmadePlatform } from '../../../formats/configuration/index.ts';
import { builderOf } from '../../../stages/02-build/dockerfile.ts';
import type { Invocation } from '../../command.ts';

/**
 * What the build would refuse with `PLATFORM_NOT_NATIVE`. Whatever else stands in a builder's way is left to the build,
 * which says it in its turn. Asks nobody where no image comes from a Dockerfile.
 */
export const notBuiltHere = async (
  { images, builders, emulate }: Pick<BuildSettings, 'images' | 'builders' | 'emulate'>,
  scratch: string,
  { env, signal }: Pick<Invocation, 'env' | 'signal'>,
): Promise<readonly UnmadePlatform[]> => {
  const rules = images.filter((rule) => rule.kind === 'dockerfile');
  if (rules.length === 0) return [];
  const imageBuilder = createImageBuilder({
    choices: builders,
    locate: () => scratch,
    store: createStore(join(scratch, 'none')),
    environment: env,
    scratch: join(scratch, 'builders'),
    signal,
  });
  const unmade: UnmadePlatform[] = [];
  for (const rule of rules)
    for (const platform of rule.platforms)
      try {
        await builderOf({ rule, platform }, { imageBuilder }, { emulate });
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        if (error.code === 'PLATFORM_NOT_NATIVE') unmade.push({ image: rule.id, platform });
      }
  return unmade;
};

/** What is said of it, and of all that cannot be made without it. */
export const notRehearsedFindings = (left: readonly LeftOut[]): readonly Finding[] =>
  left.map((one) => ({
    check: 'build',
    subject: formatLeftOut(one),
    result: 'info',
    demanded: false,
    assertedBy: 'verifier',
    code: 'PLATFORM_NOT_REHEARSED',
    message:
      one.kind === 'image'
        ? 'it is left out of this rehearsal: no builder here is of that platform'
        : 'it is left out of this rehearsal, like the image that it needs',
    ...(one.kind === 'image'
      ? { remedy: 'name a builder of it under `build.builders`, or allow emulation with `build.emulate`' }
      : {}),
  }));
