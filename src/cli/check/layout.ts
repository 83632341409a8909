// One image or chart in an OCI image layout: the digest that was named, or the one that the layout is about.
import { createLayoutReader, layoutRoots } from '../../adapters/layout-reader/index.ts';
import type { Digest } from '../../domain/digest.ts';
import { Failure } from '../../domain/failure.ts';
import type { Verdict } from '../../domain/verdict.ts';
import { imageLooksRehearsed, verifyImage } from '../../verify/content.ts';
import { type Policy, rehearsalRefused } from '../../verify/index.ts';
import { rehearsalPolicy, releasePolicy } from './expectations.ts';
import type { VerifyOptions } from './options.ts';
import { readRehearsalDirectory, rehearsalAbove } from './rehearsal-directory.ts';
import type { LocalTarget } from './target.ts';

/** A layout is of one repository, and does not say of which. */
const NOWHERE = 'layout.invalid/image';

/** Fails beside what the reader fails with with `TARGET_AMBIGUOUS` where it is not clear which image is meant. */
export const judgeLayout = async (
  target: LocalTarget,
  options: VerifyOptions,
  directory: string,
): Promise<Verdict> => {
  const registry = createLayoutReader(target.path);
  const digest = target.digest ?? onlyRoot(target);
  const above = rehearsalAbove(target.path);
  if (options.rehearsal !== true) {
    if (above !== undefined || (await imageLooksRehearsed(registry, NOWHERE, digest)))
      return rehearsalRefused(target.text);
  }
  const { complete = false, deep = false, as } = options;
  return verifyImage({
    registry,
    repository: NOWHERE,
    digest,
    policy: policyFor(target, options, directory, above),
    complete: complete || options.rehearsal === true,
    local: true,
    deep,
    name: digest,
    ...(as === undefined ? {} : { as }),
  });
};

const policyFor = (
  target: LocalTarget,
  options: VerifyOptions,
  directory: string,
  above: string | undefined,
): Policy => {
  if (options.rehearsal !== true) return releasePolicy(options, target, directory);
  return rehearsalPolicy(options, above === undefined ? undefined : readRehearsalDirectory(above), directory);
};

/** The only one, or the only one that bears a name. */
const onlyRoot = ({ path, text }: LocalTarget): Digest => {
  const roots = layoutRoots(path);
  const named = roots.filter(({ names }) => names.length > 0);
  const [only, ...more] = named.length === 0 ? roots : named;
  if (only !== undefined && more.length === 0) return only.content.digest;
  throw new Failure(
    only === undefined ? 'TARGET_MISSING' : 'TARGET_AMBIGUOUS',
    only === undefined ? `${text} holds no image.` : `${text} holds ${1 + more.length} images.`,
    {
      remedy:
        only === undefined
          ? 'Name a layout that an image was copied to.'
          : `Say which: ${text}@${only.content.digest}`,
    },
  );
};
