// `npm run faults`: kills a rehearsal before and after the effect of outside calls, and looks at what is left. A kill
// between names leaves those that are given: of images, charts and mirrors without a release at worst, never the other
// way round; the contract names them in this order, and the same command goes on.
// --site '{"stage":…}' --moment before|after replays one; --sites N tries N (0: none), --from STAGE those from there on;
// --self adds this repository.
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import type { CallSite } from '../../src/domain/event.ts';
import { STAGE_NAMES, type StageName } from '../../src/domain/stage-name.ts';
import { createWidget } from '../support/widget.ts';
import type { Fault, Moment } from './colophon.ts';
import { differences } from './compared.ts';
import { changed, forbidden, look, readdirOf, type Whole, wholeOf } from './outsider.ts';
import { chooseSites, formatSite, kindOf } from './sites.ts';

const ROOT = join(import.meta.dirname, '../..');
const ENTRY = join(import.meta.dirname, 'colophon.ts');
/** Later sites are tried in copies of a rehearsal that was killed at the first call of such a stage. */
const STOPS: readonly StageName[] = ['assemble', 'mirror', 'publish'];
const MOMENTS: readonly Moment[] = ['before', 'after'];

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}
interface Subject {
  readonly name: string;
  readonly repository: string;
  readonly options: readonly string[];
}
interface Undisturbed extends Whole {
  readonly sites: readonly CallSite[];
  /** Rehearsals that were killed when a stage began. */
  readonly stopped: readonly { readonly at: number; readonly dir: string }[];
}

const run = (subject: Subject, out: string, fault?: Fault): Promise<Ended> =>
  new Promise((resolve, reject) => {
    // Where checkouts lie, so that what is left of them can be seen.
    mkdirSync(temporary(out), { recursive: true });
    const env = {
      ...process.env,
      TMPDIR: temporary(out),
      NODE_COMPILE_CACHE: join(scratch, 'compiled'),
      ...(fault === undefined ? {} : { COLOPHON_FAULT: JSON.stringify(fault) }),
    };
    const argv = [ENTRY, subject.repository, ...subject.options, '--out', out];
    const child = spawn(process.execPath, argv, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });

const temporary = (out: string): string => `${out}-tmp`;

const record = async (subject: Subject, scratch: string): Promise<Undisturbed> => {
  const out = join(scratch, 'undisturbed');
  const noted = join(scratch, 'sites.jsonl');
  const { code, stdout, stderr } = await run(subject, out, { record: noted });
  if (code !== 0) throw new Error(`${subject.name} cannot be rehearsed undisturbed: ${stdout}${stderr}`);
  const lines = readFileSync(noted, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  const sites = lines.map((line) => JSON.parse(line) as CallSite);
  const stopped: { readonly at: number; readonly dir: string }[] = [];
  for (const stage of STOPS) {
    const next = sites.find((site) => atOf(site.stage) >= atOf(stage));
    const before = stopped.at(-1);
    const dir = join(scratch, `before-${stage}`);
    if (next === undefined) break;
    if (before !== undefined) cpSync(before.dir, dir, { recursive: true });
    await run(subject, dir, { kill: next, moment: 'before' });
    stopped.push({ at: atOf(stage), dir });
  }
  const shown = JSON.parse(stdout) as Parameters<typeof wholeOf>[1];
  return { sites, stopped, ...wholeOf(look(out), shown) };
};

const atOf = (stage: StageName): number => STAGE_NAMES.indexOf(stage);

/** Everything that is wrong after a kill at this site; nothing when all holds. */
const tried = async (
  subject: Subject,
  whole: Undisturbed,
  site: CallSite,
  moment: Moment,
  out: string,
): Promise<readonly string[]> => {
  const start = whole.stopped.findLast(({ at }) => atOf(site.stage) >= at);
  if (start !== undefined) cpSync(start.dir, out, { recursive: true });
  const killed = await run(subject, out, { kill: site, moment });
  if (killed.signal !== 'SIGKILL')
    return [`the site was not reached (exit ${killed.code}): ${killed.stdout.slice(0, 500)}`];
  const seen = look(out);
  const published = atOf(site.stage) >= atOf('publish');
  const wrong = [...(await forbidden(out, seen, whole, { published }))];
  const again = await run(subject, out);
  if (again.code !== 0)
    return [
      ...wrong,
      `the same command ended with ${again.code}: ${again.stdout.slice(0, 800)}${again.stderr.slice(0, 300)}`,
    ];
  const after = look(out);
  wrong.push(...differences(after, whole), ...changed(seen, after));
  if (readdirOf(join(out, 'sigstore')).some((tag) => readdirOf(join(out, 'sigstore', tag)).includes('keys')))
    wrong.push('the keys of the rehearsal still lie there');
  if (readdirOf(temporary(out)).some((name) => name.startsWith('colophon-work')))
    wrong.push('a checkout was left behind');
  return wrong;
};

/** Runs the cases two at a time and prints a row a site. */
const matrix = async (
  subject: Subject,
  scratch: string,
  choose: (sites: readonly CallSite[]) => readonly CallSite[],
  moments: readonly Moment[],
) => {
  const whole = await record(subject, scratch);
  const sites = choose(whole.sites);
  const cases = sites.flatMap((site) => moments.map((moment) => ({ site, moment })));
  console.log(
    `${subject.name}: ${sites.length} of ${whole.sites.length} outside calls, ${kinds(sites)} of ${kinds(whole.sites)} kinds (a method in a stage), × ${moments.length} moments`,
  );
  const results = new Map<string, readonly string[]>();
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let at = next++; at < cases.length; at = next++) {
      const one = cases[at];
      if (one === undefined) return;
      const out = join(scratch, `case-${at}`);
      const wrong = await tried(subject, whole, one.site, one.moment, out).catch((error: unknown) => [
        String(error),
      ]);
      results.set(`${formatSite(one.site)} ${one.moment}`, wrong);
      if (wrong.length === 0)
        for (const dir of [out, temporary(out)]) rmSync(dir, { recursive: true, force: true });
      else
        console.log(
          `  FAILED ${formatSite(one.site)}, ${one.moment}: ${wrong.join('; ')}\n    --site '${JSON.stringify(one.site)}' --moment ${one.moment}; left in ${out}`,
        );
    }
  };
  await Promise.all([lane(), lane()]);
  for (const site of sites) {
    const marks = moments.map(
      (moment) =>
        `${moment} ${(results.get(`${formatSite(site)} ${moment}`) ?? ['?']).length === 0 ? '✓' : '✗'}`,
    );
    console.log(`  ${formatSite(site).padEnd(64)} ${marks.join('  ')}`);
  }
  const failed = [...results.values()].filter((wrong) => wrong.length > 0).length;
  return { passed: results.size - failed, failed };
};

const kinds = (sites: readonly CallSite[]): number =>
  new Set(sites.map((site) => `${site.stage} ${kindOf(site)}`)).size;

const { values } = parseArgs({
  options: {
    site: { type: 'string' },
    moment: { type: 'string' },
    sites: { type: 'string', default: '46' },
    from: { type: 'string', default: 'gate' },
    self: { type: 'boolean', default: false },
  },
});
const scratch = mkdtempSync(join(tmpdir(), 'colophon-faults-'));
const widget: Subject = { name: 'examples/widget', repository: join(scratch, 'widget'), options: [] };
createWidget({ dir: widget.repository, tag: 'v1.0.0' });
const moments = MOMENTS.filter((moment) => values.moment === undefined || values.moment === moment);
const { site } = values;
const chosen = site === undefined ? undefined : (JSON.parse(site) as CallSite);
const tables: { readonly passed: number; readonly failed: number }[] = [];
const most = Number(values.sites);
if (most > 0) {
  const from = atOf(values.from as StageName);
  const choose = (sites: readonly CallSite[]): readonly CallSite[] =>
    chosen === undefined ? chooseSites(sites, most).filter(({ stage }) => atOf(stage) >= from) : [chosen];
  tables.push(await matrix(widget, scratch, choose, moments));
}
if (values.self && chosen === undefined) {
  const place = join(scratch, 'self');
  mkdirSync(place);
  const head = execFileSync('git', ['rev-parse', 'HEAD'], { cwd: ROOT, encoding: 'utf8' }).trim();
  const self: Subject = { name: 'this repository', repository: ROOT, options: ['--ref', head] };
  const two = (sites: readonly CallSite[]): readonly CallSite[] =>
    sites.filter(
      ({ stage, door, method, n }) =>
        (stage === 'build' && method === 'collect' && n === 1) ||
        (stage === 'publish' && door === 'publication' && method === 'publish'),
    );
  tables.push(await matrix(self, place, two, moments));
}
const total = (key: 'passed' | 'failed'): number => tables.reduce((sum, table) => sum + table[key], 0);
if (total('failed') === 0) rmSync(scratch, { recursive: true, force: true });
console.log(`${total('passed')} passed, ${total('failed')} failed`);
process.exitCode = total('failed') === 0 ? 0 : 1;
