// The names that a release gives in registries, and whether each is still to be had.
import type { Descriptor } from '../domain/descriptor.ts';
import { Failure } from '../domain/failure.ts';
import type { Outcomes } from '../domain/outcome/index.ts';
import type { Pushed } from '../domain/outcome/push.ts';
import type { Registry } from '../ports/registry.ts';
import { type Excusable, excused } from './may-fail.ts';

export interface RegistryName {
  readonly repository: string;
  readonly tag: string;
  readonly content: Descriptor;
  /** The mirror that it is a name of. */
  readonly mirror?: Excusable;
}

type Places = Pick<Outcomes, 'push' | 'mirror'>;

/** Version tags in the order in which they are given: images, charts, then mirrors. */
export const versionNamesOf = ({ push, mirror }: Places): readonly RegistryName[] => [
  ...push.pushed.filter(({ kind }) => kind === 'image').flatMap(versionTags),
  ...push.pushed.filter(({ kind }) => kind === 'chart').flatMap(versionTags),
  ...mirror.mirrors.flatMap(({ content, ...one }) => content.flatMap(versionTags).map(inMirror(one))),
];

/** Names that move from release to release, in the origin and in mirrors that want them. */
export const movingNamesOf = ({ push, mirror }: Places): readonly RegistryName[] => [
  ...push.pushed.flatMap(movingTags),
  ...mirror.mirrors.flatMap(({ moving, content, ...one }) =>
    moving ? content.flatMap(movingTags).map(inMirror(one)) : [],
  ),
];

/** `ghcr.io/acme/widget:v1.2.3` */
export const formatName = ({ repository, tag }: Pick<RegistryName, 'repository' | 'tag'>): string =>
  `${repository}:${tag}`;

/**
 * Fails with `TARGET_TAKEN` unless each of these names is free or names this very digest; all are asked first. A mirror
 * that may fail need not answer, but may not name anything else either.
 */
export const demandNames = async (
  names: readonly RegistryName[],
  registry: Pick<Registry, 'resolve'>,
): Promise<void> => {
  const taken: string[] = [];
  for (const name of names) {
    const asked = await excused(name.mirror ?? { to: name.repository }, () =>
      registry.resolve(name.repository, name.tag),
    );
    const there = 'answer' in asked ? asked.answer : undefined;
    if (there !== undefined && there.digest !== name.content.digest)
      taken.push(`${formatName(name)} is ${there.digest}`);
  }
  if (taken.length === 0) return;
  throw new Failure('TARGET_TAKEN', `names of this release are taken: ${taken.join('; ')}`, {
    remedy: 'no name was given; a version names one thing for ever, so release a new version',
  });
};

const inMirror =
  (mirror: Excusable) =>
  (name: RegistryName): RegistryName => ({ ...name, mirror });

const versionTags = ({ repository, tags, root }: Pushed): readonly RegistryName[] =>
  tags.map((tag) => ({ repository, tag, content: root }));

const movingTags = ({ repository, moving, root }: Pushed): readonly RegistryName[] =>
  moving.map((tag) => ({ repository, tag, content: root }));
