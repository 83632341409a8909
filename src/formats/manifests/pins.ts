// What a mention of an image means to a release: one of its own images, a stranger, or one that looks like ours.
import type { Digest } from '../../domain/digest.ts';
import type { FindingCode } from '../../domain/finding-codes.ts';
import type { Finding } from '../../domain/finding.ts';
import { neutral } from '../neutral.ts';
import { likeness } from '../oci/look-alike.ts';
import { parseReference, repositoryOf } from '../oci/reference.ts';
import { escapePattern } from '../glob.ts';
import { placeIn } from './documents.ts';

/** A released image: how manifests may call it, and what they shall call it. */
export interface Pin {
  /** Its id. */
  readonly image: string;
  /** Host and path, as it is written into manifests. */
  readonly repository: string;
  /** Other names that mean it; one with a tag means that tag alone. */
  readonly known: readonly string[];
  /** Version tags of this release; the first is written. */
  readonly tags: readonly string[];
  /** Names that move, such as `latest`: no other version. */
  readonly moving: readonly string[];
  /** Of the index. */
  readonly digest: Digest;
}

/** `repository:tag@digest` */
export const pinned = ({ repository, tags: [tag], digest }: Pin): string =>
  `${repository}${tag === undefined ? '' : `:${tag}`}@${digest}`;

/** The released image that this reference means. */
export const pinFor = (text: string, pins: readonly Pin[]): Pin | undefined => {
  const reference = parseReference(text);
  if (reference === undefined) return undefined;
  const repository = repositoryOf(reference);
  return pins.find((pin) =>
    [pin.repository, ...pin.known].some((name) => {
      const known = parseReference(name);
      return (
        known !== undefined &&
        repositoryOf(known) === repository &&
        (known.tag === undefined || known.tag === reference.tag)
      );
    }),
  );
};

/** What is to be said about one reference that stands at `at` (`file:line:column`). */
export const judgeReference = (text: string, pins: readonly Pin[], at: string): readonly Finding[] => {
  const said = JSON.stringify(neutral(text));
  const pin = pinFor(text, pins);
  if (pin !== undefined) {
    return isOfOtherVersion(text, pin)
      ? [
          noticed(
            text,
            'IMAGE_OF_OTHER_VERSION',
            `${at} mentions ${said}, another version of ${pin.image}: it is pinned to this release`,
            `write ${pin.repository} without a version, which a release fills in`,
          ),
        ]
      : [];
  }
  const reference = parseReference(text);
  const like = pins.flatMap(({ repository }) => {
    const why = likeness(text, repository);
    return why === undefined ? [] : [{ repository, why }];
  })[0];
  return [
    ...(like === undefined
      ? []
      : [
          noticed(
            text,
            'IMAGE_LOOKS_LIKE_OURS',
            `${at} mentions ${said}, which may be taken for ${like.repository}: ${like.why}`,
            'correct it, or name it under `known` if it means this image',
          ),
        ]),
    ...(reference === undefined
      ? [
          noticed(
            text,
            'IMAGE_REFERENCE_INVALID',
            `${at} names ${said}, which is no image reference`,
            'correct it',
          ),
        ]
      : isUnpinned(reference)
        ? [
            noticed(
              text,
              'EXTERNAL_IMAGE_UNPINNED',
              `${at} mentions ${said}, which may be another image tomorrow`,
              'give it a version, or better a digest',
            ),
          ]
        : []),
  ];
};

/**
 * Mentions of a released image, with a tag or a digest that is not this release's, anywhere in a text but in
 * comments: in environment variables, in arguments, in texts within texts. They are not replaced.
 */
export const unpinnedMentions = (text: string, pins: readonly Pin[], file: string): readonly Finding[] =>
  pins.flatMap((pin) =>
    [...text.matchAll(mentionOf(pin))].flatMap((match) => {
      const [reference] = match;
      if (reference === pinned(pin) || isComment(text, match.index)) return [];
      const { line, column } = placeIn(text, match.index);
      return [
        noticed(
          reference,
          'IMAGE_MENTION_NOT_PINNED',
          `${file}:${line}:${column} mentions ${JSON.stringify(reference)} where no image was looked for: it stays as it is`,
          'name the field under package.manifests[].fields, or take the mention out',
        ),
      ];
    }),
  );

const mentionOf = ({ repository }: Pin): RegExp =>
  new RegExp(
    `(?<![A-Za-z0-9_./:@-])${escapePattern(repository)}(?::[A-Za-z0-9_][A-Za-z0-9_.-]*(?:@sha256:[0-9a-f]{64})?|@sha256:[0-9a-f]{64})`,
    'g',
  );

const isComment = (text: string, offset: number): boolean =>
  /(?:^|\s)#/.test(text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset));

const isOfOtherVersion = (text: string, { tags, moving, digest }: Pin): boolean => {
  const reference = parseReference(text);
  if (reference?.digest !== undefined && reference.digest !== digest) return true;
  const tag = reference?.tag;
  return tag !== undefined && VERSION.test(tag) && !tags.includes(tag) && !moving.includes(tag);
};

// A word such as `dev` or `latest` stands where the version goes; a number is a version.
const VERSION = /^v?\d+(?:\.\d+)*(?:$|[-_+.])/;

const isUnpinned = ({ tag, digest }: { readonly tag?: string; readonly digest?: string }): boolean =>
  digest === undefined && (tag === undefined || tag === 'latest');

/** Something to know, which stops nothing. */
export const noticed = (subject: string, code: FindingCode, message: string, remedy: string): Finding => ({
  check: 'references',
  subject: neutral(subject),
  result: 'info',
  demanded: false,
  assertedBy: 'verifier',
  code,
  message,
  remedy,
});
