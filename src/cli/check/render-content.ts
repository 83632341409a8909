// What a verdict says about images, charts, mirrors, references and archives, one line each, for people.
import type { Finding } from '../../domain/finding.ts';

export interface ContentLine {
  readonly label: string;
  readonly text: string;
}

/** Lines about what was proved beside files; none where there was nothing of the kind. */
export const contentLines = (findings: readonly Finding[]): readonly ContentLine[] => {
  const of = (code: Finding['code']): readonly Finding[] => findings.filter((one) => one.code === code);
  const line = (label: string, text: string): readonly ContentLine[] => [{ label, text }];
  const places = of('REFERRERS_HOLD').length;
  const mirrors = of('MIRROR_EQUAL');
  const pinned = of('REFERENCES_PINNED');
  return [
    ...contents(of('IMAGE_HOLDS'), 'image'),
    ...contents(of('CHART_HOLDS'), 'chart'),
    ...(places === 0
      ? []
      : line('attached', 'signatures, provenance and SBOMs, each in its role; none stripped, none strange')),
    ...(mirrors.length === 0
      ? []
      : line(
          plural(mirrors.length, 'mirror'),
          `${mirrors.map(({ subject }) => placeOf(subject)).join(', ')}: the same`,
        )),
    ...(pinned.length === 0
      ? []
      : line(
          'references',
          `${pinned.map(({ subject }) => subject).join(', ')}: pinned to this release or listed as external`,
        )),
    ...(of('ARCHIVE_HOLDS').length === 0
      ? []
      : line(plural(of('ARCHIVE_HOLDS').length, 'archive'), 'each can be read in one way only')),
  ];
};

const contents = (findings: readonly Finding[], what: string): readonly ContentLine[] =>
  findings.map(({ subject, message }, at) => ({
    label: at === 0 ? plural(findings.length, what) : '',
    text: `${brief(subject)}  ${message}`,
  }));

/** Repository and the first digits of a digest. */
const brief = (subject: string): string => subject.replace(/(@sha256:[0-9a-f]{8})[0-9a-f]{56}/, '$1…');
const placeOf = (subject: string): string => subject.split('@', 1)[0] ?? subject;
const plural = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
