// Draws what happens: on a terminal one calm line a stage, drawn over while it runs; else a plain line a stage.
import type { CallSite, Event, Report } from '../../../domain/event.ts';
import { refuses, type Finding } from '../../../domain/finding.ts';
import type { StageName } from '../../../domain/stage-name.ts';
import { neutral } from '../../../formats/neutral.ts';
import type { Invocation } from '../../command.ts';
import { shorten, stageLine, stageLines, wrap, type StageLine } from './stage-line.ts';

export interface Renderer {
  readonly report: Report;
  /** Leaves the cursor at the start of an empty line; nothing is drawn afterwards. */
  readonly end: () => void;
}

interface Running {
  readonly stage: StageName;
  readonly parts: number;
  readonly started: number;
  done: number;
  doing: string;
}

const REDRAW_EVERY = 100;

/** Progress and diagnostics for standard error; `--quiet` draws nothing but findings that refuse. */
export const createRenderer = (invocation: Pick<Invocation, 'quiet' | 'verbose' | 'screen'>): Renderer => {
  const { quiet, verbose, screen } = invocation;
  const drawsOver = screen.columns !== undefined && !quiet;
  const marks = marksOf(screen.color);
  let running: Running | undefined;
  let drawn = false;
  let last = 0;
  const timer = drawsOver ? setInterval(() => draw(true), REDRAW_EVERY) : undefined;
  timer?.unref();

  const clear = (): void => {
    if (drawn) screen.write('\r\x1b[K');
    drawn = false;
  };
  const print = (line: string): void => {
    clear();
    screen.write(`${line}\n`);
    draw(true);
  };
  const draw = (force: boolean): void => {
    if (!drawsOver || running === undefined) return;
    const now = performance.now();
    if (!force && now - last < REDRAW_EVERY) return;
    last = now;
    const { stage, parts, done, doing, started } = running;
    const counts = parts > 1 ? `${done}/${parts} ` : '';
    screen.write(
      `\r${stageLine({ name: stage, text: `${counts}${doing}`, ms: now - started }, screen)}\x1b[K`,
    );
    drawn = true;
  };
  const finish = (line: StageLine): void => {
    running = undefined;
    if (!quiet) stageLines(line, screen).forEach(print);
  };
  const detail = (text: string): void => {
    if (verbose) print(fitted(`    ${text}`, screen.columns));
  };

  const report = (event: Event): void => {
    switch (event.type) {
      case 'stage-started':
        running = { stage: event.stage, parts: event.parts, started: performance.now(), done: 0, doing: '' };
        return draw(true);
      case 'stage-finished':
        return finish({
          name: event.stage,
          text: `${event.said}${kept(event.parts, event.reused)}`,
          ms: event.ms,
        });
      case 'stage-failed':
        return finish({ name: event.stage, text: `✗ ${event.failure.code}`, ms: event.ms, failed: true });
      case 'progress':
        if (running !== undefined) running.doing = event.doing;
        detail(`${marks.dim(placeOf(event))} ${neutral(event.doing)}`);
        return draw(false);
      case 'part-finished':
        if (running !== undefined) running.done += 1;
        return draw(false);
      case 'output':
        return detail(`${marks.dim(`${placeOf(event)} |`)} ${neutral(event.line)}`);
      case 'call-started':
        return detail(marks.dim(`${placeOf(event.site)} ${callOf(event.site)}`));
      case 'finding':
        if (refuses(event.finding) || (!quiet && tells(event.finding, verbose)))
          findingLines(event.finding, marks, screen.columns).forEach(print);
        return;
      default:
        return;
    }
  };
  const end = (): void => {
    clearInterval(timer);
    clear();
    running = undefined;
  };
  return { report, end };
};

interface Marks {
  readonly yes: string;
  readonly no: string;
  readonly dim: (text: string) => string;
}

const marksOf = (color: boolean): Marks =>
  color
    ? { yes: '\x1b[32m✓\x1b[0m', no: '\x1b[31m✗\x1b[0m', dim: (text) => `\x1b[2m${text}\x1b[0m` }
    : { yes: '✓', no: '✗', dim: (text) => text };

const placeOf = ({ stage, part }: { readonly stage: string; readonly part: string }): string =>
  neutral(part === 'all' ? stage : `${stage}/${part}`);

const callOf = ({ door, method, n }: CallSite): string => `${door}.${method} ${n}`;

const kept = (parts: number, reused: number): string =>
  reused === 0 ? '' : reused === parts ? ' (from before)' : ` (${reused} of ${parts} from before)`;

/** What was proved, and what a stand-in merely plays, is told with `--verbose`; the rest always. */
const tells = ({ result, rehearsed }: Finding, verbose: boolean): boolean =>
  verbose || (result !== 'proved' && rehearsed !== true);

/** One finding: what it is about and its code, then what was found and what to do. */
export const findingLines = (finding: Finding, marks: Marks, columns?: number): readonly string[] => {
  const mark = finding.result === 'proved' ? marks.yes : refuses(finding) ? marks.no : '·';
  const said = finding.rehearsed === true ? `${finding.message}, says the stand-in forge` : finding.message;
  const below = [said, ...(finding.remedy === undefined ? [] : [finding.remedy])];
  const room = columns === undefined ? Infinity : Math.max(20, columns - 1 - BELOW.length);
  return [
    `  ${mark} ${neutral(finding.subject)}  ${marks.dim(finding.code)}`,
    ...below.flatMap((text) => wrap(neutral(text), room)).map((line) => `${BELOW}${line}`),
  ];
};

const BELOW = '      ';

/** Detail lines are cut where a screen ends, so that each stays one line; in a log they stay whole. */
const fitted = (line: string, columns: number | undefined): string =>
  columns === undefined || line.includes('\x1b') ? line : shorten(line, columns - 1);

export { marksOf };
