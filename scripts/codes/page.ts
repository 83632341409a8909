// The page that lists every code that Colophon can end or judge with.

/** Markdown: failures by the exit code they end with, findings with what they mean, each sorted by name. */
export const codesPage = (
  failures: Readonly<Record<string, number>>,
  findings: Readonly<Record<string, string>>,
): string =>
  [
    '# Codes',
    'Made by `npm run pages` from `src/domain/failure-codes.ts` and `src/domain/finding-codes.ts`. Codes are',
    'promises: they may be added, and are not renamed.',
    '## Failures',
    'A failure ends the command. With `--format json` it is the `error` of the document, beside a sentence and a',
    'remedy; the code decides how the process exits.',
    failuresTable(failures),
    '## Findings',
    'A finding is one judgement of `verify`, `plan` or the gate about one thing. Only findings that the policy',
    'demands decide the exit code.',
    findingsTable(findings),
  ]
    .reduce((page, block) => page + (/^[a-z]/.test(block) ? '\n' : '\n\n') + block)
    .concat('\n');

const MEANINGS: Readonly<Record<string, string>> = {
  1: 'judged and refused',
  2: 'wrong usage or configuration',
  3: 'the outside could not be asked; nothing is concluded',
  4: 'held at a safe point',
  5: 'public, and not yet confirmed',
  70: "a fault of Colophon's own",
  130: 'interrupted',
  143: 'told to end',
};

const failuresTable = (failures: Readonly<Record<string, number>>): string => {
  const codes = Object.entries(failures).toSorted(([a, x], [b, y]) => x - y || (a < b ? -1 : 1));
  const rows = codes.map(([code, exit]) => `| ${exit} | ${mono(code)} | ${MEANINGS[exit] ?? ''} |`);
  return ['| exit | code | which means |', '| --- | --- | --- |', ...rows].join('\n');
};

const findingsTable = (findings: Readonly<Record<string, string>>): string => {
  const rows = Object.entries(findings)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([code, meaning]) => `| ${mono(code)} | ${meaning.replaceAll('|', '\\|')} |`);
  return ['| code | means |', '| --- | --- |', ...rows].join('\n');
};

const mono = (code: string): string => `\`${code}\``;
