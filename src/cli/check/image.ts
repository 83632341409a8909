// One image or chart in a registry, asked by nobody in particular: the reference that was named, judged where it lies.
import type { Digest } from '../../domain/digest.ts';
import { Failure } from '../../domain/failure.ts';
import type { Verdict } from '../../domain/verdict.ts';
import type { Registry } from '../../ports/registry.ts';
import { imageLooksRehearsed, verifyImage } from '../../verify/content.ts';
import { rehearsalRefused } from '../../verify/index.ts';
import type { Invocation } from '../command.ts';
import { openReading } from '../registry-reading.ts';
import { rehearsalPolicy, releasePolicy } from './expectations.ts';
import type { VerifyOptions } from './options.ts';
import type { RegistryTarget } from './target.ts';

/**
 * Fails beside what registries fail with with `TARGET_MISSING` for a tag that is not there, and `USAGE` where the tag
 * names another digest than the one that was typed beside it.
 */
export const judgeImage = async (
  target: RegistryTarget,
  options: VerifyOptions,
  invocation: Invocation,
): Promise<Verdict> => {
  const { text, repository, tag } = target;
  if (options.offline === true)
    throw new Failure('USAGE', `${text} is not on this machine, and --offline asks nothing of the network.`, {
      remedy: 'Copy it first: colophon mirror, or oras cp -r, into an OCI layout; then oci-layout:DIR.',
    });
  const { rehearsal = false, complete = false, deep = false, as } = options;
  // What is demanded is settled before anybody is asked.
  const policy = rehearsal
    ? rehearsalPolicy(options, undefined, invocation.directory)
    : releasePolicy(options, target, invocation.directory);
  const registry = onlyAt(await openReading(options, invocation), repository);
  const digest = await digestOf(target, registry);
  if (!rehearsal && (await imageLooksRehearsed(registry, repository, digest))) return rehearsalRefused(text);
  return verifyImage({
    registry,
    repository,
    digest,
    policy,
    complete,
    deep,
    name: text,
    asked: { repository, ...(tag === undefined ? {} : { tag }) },
    ...(as === undefined ? {} : { as }),
  });
};

const digestOf = async (
  { text, repository, tag, digest }: RegistryTarget,
  registry: Registry,
): Promise<Digest> => {
  if (tag === undefined && digest !== undefined) return digest;
  const found = (await registry.resolve(repository, tag ?? ''))?.digest;
  if (found === undefined)
    throw new Failure('TARGET_MISSING', `There is no ${text}.`, {
      remedy: 'Check the name; a registry also says so of what only members may see: then say --login HOST.',
    });
  if (digest !== undefined && digest !== found)
    throw new Failure('TARGET_AMBIGUOUS', `${text} names two things: its tag is ${found}.`, {
      remedy: 'Say the tag or the digest alone.',
    });
  return found;
};

/** The list names the place of origin; what is judged is what lies where it was asked for. */
const onlyAt = (registry: Registry, repository: string): Registry => ({
  resolve: (_, tag) => registry.resolve(repository, tag),
  tags: () => registry.tags(repository),
  manifest: (_, digest) => registry.manifest(repository, digest),
  blob: (_, content) => registry.blob(repository, content),
  referrers: (_, digest) => registry.referrers(repository, digest),
});
