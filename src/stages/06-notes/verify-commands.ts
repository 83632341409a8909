// Commands that prove a release, as a consumer types them; a test runs them as printed.
import type { Identity } from '../../domain/identity.ts';
import { releaseFileName, type ReleaseFacts, tagInName } from '../../domain/release.ts';
import { always, quoted } from './shell.ts';

export interface CommandBlock {
  /** One sentence that introduces the lines; says in which directory they are to be run. */
  readonly said: string;
  /** Lines for `sh`, to be run one after the other. */
  readonly lines: readonly string[];
}

/**
 * Colophon's own command, then cosign and coreutils for the checksum lists. With no list, cosign for one file,
 * `example`. A rehearsal's are run in its directory and trust its own root; a release's where its files lie.
 */
export const verifyCommands = (
  facts: ReleaseFacts,
  { san, issuer }: Identity,
  lists: readonly string[],
  example: string | undefined,
): readonly CommandBlock[] => {
  const rehearsal = facts.mode === 'rehearsal';
  const dir = tagInName(facts.tag);
  const folder = rehearsal ? `forge/releases/${dir}/assets` : '.';
  const at = (name: string): string => (rehearsal ? quoted(`${folder}/${name}`) : file(name));
  const verifyBlob = (bundle: string, name: string): string =>
    [
      'cosign verify-blob',
      ...(rehearsal ? [`--trusted-root ${quoted(`sigstore/${dir}/trusted_root.json`)}`] : []),
      `--bundle ${at(bundle)}`,
      `--certificate-identity ${always(san)}`,
      `--certificate-oidc-issuer ${always(issuer)}`,
      at(name),
    ].join(' ');
  const sums = (name: string): string =>
    rehearsal
      ? `(cd ${quoted(folder)} && sha256sum -c --ignore-missing ${file(name)})`
      : `sha256sum -c --ignore-missing ${file(name)}`;
  const own: CommandBlock = rehearsal
    ? { said: 'With Colophon, in the directory of this rehearsal:', lines: ['colophon verify . --rehearsal'] }
    : {
        said: 'With Colophon, anywhere:',
        lines: [`colophon verify ${quoted(`${facts.repository}@${facts.tag}`)}`],
      };
  const where = rehearsal
    ? 'in the same directory'
    : 'in a directory that holds the files below and what you downloaded';
  if (lists.length > 0) {
    const each = lists.length === 1 ? '' : ' for each list';
    return [
      own,
      {
        said: `With cosign 3 and coreutils, ${where}; the first command${each} proves who made the list, the second that the files are those on it:`,
        lines: lists.flatMap((list) => [verifyBlob(`${list}.sigstore.json`, list), sums(list)]),
      },
    ];
  }
  if (example === undefined) return [own];
  return [
    own,
    {
      said: `With cosign 3, ${where}, for each file:`,
      lines: [verifyBlob(releaseFileName(facts, '.intoto.jsonl'), example)],
    },
  ];
};

// A name that begins like an option is given as a path.
const file = (name: string): string => quoted(name.startsWith('-') ? `./${name}` : name);
