// A verdict for people: what was judged, one line a group, what stands against it, and one last line.
import { type Finding, refuses } from '../../domain/finding.ts';
import { holds, type Verdict } from '../../domain/verdict.ts';
import { neutral } from '../../formats/neutral.ts';
import { contentLines } from './render-content.ts';
import { wrap } from './wrap.ts';

export interface Screen {
  readonly milliseconds: number;
  /** Columns of the terminal; `undefined` where there is none. */
  readonly columns: number | undefined;
  /** Every finding instead of groups. */
  readonly verbose: boolean;
}

export const render = (
  verdict: Verdict,
  targets: readonly string[],
  { milliseconds, columns = 100, verbose }: Screen,
): string => {
  const against = verdict.findings.filter(refuses);
  const body = verbose
    ? verdict.findings.filter((finding) => !refuses(finding)).map(one)
    : groups(verdict, against.length === 0);
  const lines = [
    ...head(verdict, targets),
    ...body.flatMap(({ mark, label, text }) => wrap(`  ${mark} ${label.padEnd(LABEL)} `, text, columns)),
    ...(against.length > 0 && body.length > 0 ? [''] : []),
    ...against.slice(0, verbose ? undefined : MOST).flatMap((finding) => refused(finding, columns)),
    ...(!verbose && against.length > MOST
      ? [`  … and ${against.length - MOST} more; --verbose shows all`]
      : []),
    '',
    ...wrap('  ', last(verdict, against, milliseconds), columns),
  ];
  return `\n${lines.join('\n')}\n`;
};

const LABEL = 10;
const MOST = 12;

interface Line {
  readonly mark: '✓' | '·' | '✗';
  readonly label: string;
  readonly text: string;
}

const head = ({ release, identity, findings }: Verdict, targets: readonly string[]): readonly string[] => {
  if (release === undefined) return [`  ${targets.map(neutral).join(', ')}`, ''];
  const signer = findings.find(({ code }) => code === 'IDENTITY_MATCHES');
  const by = workflowOf(identity?.san ?? '');
  return [
    `  ${neutral(release.repository)} ${neutral(release.tag)}   commit ${release.commit.slice(0, 8)}`,
    ...(signer === undefined ? [] : [`  made by ${neutral(by)}`, `  ${neutral(signer.message)}`]),
    '',
  ];
};

// The last part of a workflow's address says all that the repository does not.
const workflowOf = (san: string): string => san.split('/').slice(5).join('/') || san;

const groups = (verdict: Verdict, whole: boolean): readonly Line[] => {
  const { findings, assets } = verdict;
  const count = (code: Finding['code']): number => findings.filter((finding) => finding.code === code).length;
  const files = count('SUBJECT_MATCHES');
  const provenance = count('PROVENANCE_AGREES') > 0;
  const line = (mark: Line['mark'], label: string, text: string): Line => ({ mark, label, text });
  const sealed = assets !== undefined;
  return [
    ...(files === 0 ? [] : [line('✓', plural(files, 'file'), filesText(verdict, provenance, sealed, whole))]),
    ...(count('SEAL_HOLDS') === 0
      ? []
      : [line('✓', 'seal', 'one sealed list of this release, by exactly this signer, canonical to the bit')]),
    ...(provenance ? [line('✓', 'provenance', 'agrees with certificate, repository, tag and commit')] : []),
    ...(count('CHECKSUM_MATCHES') === 0
      ? []
      : [
          line(
            '✓',
            'checksums',
            `${plural(count('CHECKSUM_MATCHES'), 'line')}, each as the sealed list says`,
          ),
        ]),
    ...(count('SBOM_DESCRIBES') === 0
      ? []
      : [line('✓', plural(count('SBOM_DESCRIBES'), 'SBOM'), 'each names what it describes by digest')]),
    ...contentLines(findings).map(({ label, text }) => line('✓', label, text)),
    ...findings
      .filter(({ code }) => code === 'BUNDLE_HOLDS')
      .map(({ subject, message }) => line('✓', 'log', `${subject.replace(/^https?:\/\//, '')} ${message}`)),
    ...findings
      .filter(({ assertedBy, result }) => assertedBy === 'signer' && result === 'info')
      .map(({ check, message }) => line('·', check, message)),
    ...findings
      .filter(({ assertedBy, result }) => assertedBy !== 'signer' && result === 'info')
      .map(({ check, subject, message }) => line('·', check, `${subject}: ${message}`)),
  ].map(({ mark, label, text }) => ({ mark, label: neutral(label), text: neutral(text) }));
};

const filesText = (
  { scope, assets }: Verdict,
  provenance: boolean,
  sealed: boolean,
  whole: boolean,
): string => {
  const signed = `signed${provenance ? ', in the provenance' : ''}${sealed ? ', on the closed list' : ''}`;
  if (!whole || !sealed) return signed;
  return scope === 'complete'
    ? `${signed}; none extra, none missing`
    : `${signed}; none extra, ${assets?.present ?? 0} of ${assets?.listed ?? 0} here`;
};

const one = ({ result, check, subject, code, message }: Finding): Line => ({
  mark: result === 'proved' ? '✓' : '·',
  label: neutral(check),
  text: neutral(`${subject} ${code}: ${message}`),
});

const refused = ({ subject, code, message, remedy }: Finding, columns: number): readonly string[] => {
  const named = `  ✗ ${neutral(subject)}    ${code}`;
  return [
    ...(named.length <= columns ? [named] : [`  ✗ ${neutral(subject)}`, `    ${code}`]),
    ...wrap('      ', neutral(message), columns),
    ...(remedy === undefined ? [] : wrap('      ', neutral(remedy), columns)),
  ];
};

const last = (verdict: Verdict, against: readonly Finding[], milliseconds: number): string => {
  const took = `${(milliseconds / 1000).toFixed(1)} s`;
  if (holds(verdict))
    return verdict.verified ? `verified in ${took}` : `consistent in ${took}; a rehearsal is no release`;
  if (against.length > 0 && against.every(({ code }) => code === 'TRUST_ROOT_DOES_NOT_KNOW'))
    return 'nothing is concluded: the trusted root does not know who signed';
  const subjects = new Set(against.map(({ subject }) => subject)).size;
  if (verdict.assets === undefined) return 'refused';
  // Digests and tags are of registries: what bears one is no file.
  return against.some(({ subject }) => /@sha256:|\/.*:/.test(subject))
    ? `refused: ${plural(subjects, 'part')} of the release`
    : `refused: ${plural(subjects, 'file')}, of ${verdict.assets.listed} on the list`;
};

const plural = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
