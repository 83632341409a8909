// What a provenance says of how an image's Dockerfile was built that a reader would want to know. It is the signer's word:
// nothing here is proved, and nothing is refused for it.
import type { ListedChart, ListedImage } from '../domain/colophon.ts';
import type { Finding } from '../domain/finding.ts';
import type { FindingCode } from '../domain/finding-codes.ts';
import type { SharedProvenance } from '../formats/provenance.ts';
import { findingsOf } from './check.ts';
import { nameOf } from './held-content.ts';

const { info } = findingsOf('dockerfile');

/** One finding for each thing that is said, with the platforms that it is said of. */
export const dockerfileWords = (
  { repository, digest }: ListedImage | ListedChart,
  { ours }: SharedProvenance,
): readonly Finding[] => {
  const platforms = new Map<string, Word & { readonly of: string[] }>();
  for (const { platform, substitutes, unpinned, emulated } of ours?.dockerfiles ?? []) {
    const words: readonly Word[] = [
      ...Object.entries(substitutes).map(([from, base]): Word => ({
        code: 'BASE_SUBSTITUTED',
        text: `in the place of FROM ${from} ${base} was taken`,
      })),
      ...unpinned.map((name): Word => ({
        code: 'BASE_NOT_PINNED',
        text: `it takes from ${name}, which no digest pins`,
      })),
      ...(emulated
        ? [{ code: 'IMAGE_EMULATED' as const, text: 'it was built on a machine of another platform' }]
        : []),
    ];
    for (const word of words) {
      const said = platforms.get(word.text) ?? { ...word, of: [] };
      said.of.push(platform);
      platforms.set(word.text, said);
    }
  }
  return [...platforms.values()].map(({ code, text, of }) =>
    info(nameOf(repository, digest), code, `${repository} for ${of.join(', ')}: ${text}, says the release`, {
      digest,
      assertedBy: 'signer',
    }),
  );
};

interface Word {
  readonly code: FindingCode;
  readonly text: string;
}

/** Without what was said before: the same provenance may be a file and be attached. */
export const notSaid = (findings: readonly Finding[], before: readonly Finding[]): readonly Finding[] =>
  findings.filter(
    ({ check, message }) =>
      check !== 'dockerfile' || !before.some((one) => one.check === check && one.message === message),
  );
