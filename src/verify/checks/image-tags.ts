// Version tags, in their repositories and on mirrors: each names exactly this release, or is still free (trust.md 4).
import type { ListedImage } from '../../domain/colophon.ts';
import type { Digest } from '../../domain/digest.ts';
import type { Finding } from '../../domain/finding.ts';
import { type Check, findingsOf } from '../check.ts';
import type { RegistryEvidence } from '../held-content.ts';
import { askedOf, lacks, mayFail } from './may-fail.ts';

export interface TagsEvidence extends RegistryEvidence {
  /** Whether the tags were given, or `publish` has yet to give them. */
  readonly names: 'given' | 'not yet';
}

const findings = findingsOf('tags');

export const imageTags: Check<TagsEvidence, TagsEvidence> = {
  name: 'tags',
  claim: 'Each version tag names exactly what the list says, in every place on the list.',
  run: async (evidence) => {
    const all: Finding[] = [];
    for (const one of tagsOf(evidence)) {
      const name = `${one.repository}:${one.tag}`;
      const found = await askedOf(
        one.optional,
        () => judge(one, evidence),
        (why) => lacks(name, why),
      );
      all.push(found);
    }
    return { findings: all, proved: evidence };
  },
};

interface Tag {
  readonly repository: string;
  readonly tag: string;
  readonly digest: Digest;
  readonly moves: boolean;
  /** Of a mirror that may fail. */
  readonly optional: boolean;
}

const tagsOf = ({ sealed: { colophon } }: TagsEvidence): readonly Tag[] => {
  const { images, charts, mirrors } = colophon;
  const all = [
    ...images.map((entry) => ({ kind: 'image', ...entry })),
    ...charts.map((entry) => ({ kind: 'chart', ...entry, moving: [] as ListedImage['moving'] })),
  ];
  return all.flatMap(({ kind, name, repository, digest, tags, moving }) => {
    const copies = mirrors.flatMap((mirror) =>
      mirror.content
        .filter((one) => one.kind === kind && one.name === name)
        .map((one) => ({ repository: one.repository, moving: mirror.moving, optional: mayFail(mirror) })),
    );
    return [{ repository, moving: true, optional: false }, ...copies].flatMap((place) => [
      ...tags.map((tag) => ({ ...place, tag, digest, moves: false })),
      ...(place.moving ? moving.map((tag) => ({ ...place, tag, digest, moves: true })) : []),
    ]);
  });
};

const judge = async (
  { repository, tag, digest, moves, optional }: Tag,
  { place, names }: TagsEvidence,
): Promise<Finding> => {
  const found = (await place.registry.resolve(repository, tag))?.digest;
  const name = `${repository}:${tag}`;
  const equal = found === digest;
  if (moves) {
    const message = equal ? 'it names this release' : `it names ${found ?? 'nothing'}, and moves`;
    return findings.info(name, 'IMAGE_TAG_MOVES', message);
  }
  if (equal) return findings.proved(name, 'IMAGE_TAG_GIVEN', 'it names exactly this', { digest });
  if (found !== undefined)
    return findings.refuted(name, 'IMAGE_TAG_OTHER', `it names ${found}, and the sealed list ${digest}`, {
      digest: found,
    });
  if (names === 'given' && optional) return lacks(name, 'there is no such tag');
  return names === 'given'
    ? findings.absent(name, 'IMAGE_TAG_MISSING', 'there is no such tag', { digest })
    : findings.info(name, 'IMAGE_TAG_FREE', 'nothing has this tag yet');
};
