// `npm run faults`: kills a rehearsal before and after the effect of outside calls, and looks at what is left.
// --site '{"stage":…}' --moment before|after replays one; --sites N tries N (0: none); --self adds this repository.
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import type { CallSite } from '../../src/domain/event.ts';
import { createWidget } from '../support/widget.ts';
import type { Fault, Moment } from './colophon.ts';
import { chooseSites, formatSite } from './sites.ts';

const ROOT = join(import.meta.dirname, '../..');
const ENTRY = join(import.meta.dirname, 'colophon.ts');
/** Later sites are tried in copies of a rehearsal that was killed after its build: it need not be made each time. */
const EARLY: ReadonlySet<string> = new Set(['gate', 'build']);
const MOMENTS: readonly Moment[] = ['before', 'after'];
/** Signatures, and what lists the digests of signatures. */
const SIGNED = /\.(intoto\.jsonl|sigstore\.json|colophon\.json)$/;

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
interface Undisturbed {
  readonly sites: readonly CallSite[];
  /** A rehearsal that was killed when its build was done. */
  readonly built: string;
  readonly assets: ReadonlyMap<string, string>;
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

/** What the outsider sees: name → SHA-256 of every published file; `undefined` when nothing is public. */
const published = (out: string): ReadonlyMap<string, string> | undefined => {
  const releases = join(out, 'forge/releases');
  const [only, ...more] = readdirOf(releases);
  if (only === undefined) return undefined;
  if (more.length > 0) throw new Error(`two releases are public: ${[only, ...more].join(', ')}`);
  const assets = join(releases, only, 'assets');
  return new Map(readdirOf(assets).map((name) => [name, sha256(readFileSync(join(assets, name)))]));
};

const readdirOf = (dir: string): readonly string[] => {
  try {
    return readdirSync(dir).sort();
  } catch {
    return [];
  }
};

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const record = async (subject: Subject, scratch: string): Promise<Undisturbed> => {
  const out = join(scratch, 'undisturbed');
  const noted = join(scratch, 'sites.jsonl');
  const { code, stdout, stderr } = await run(subject, out, { record: noted });
  if (code !== 0) throw new Error(`${subject.name} cannot be rehearsed undisturbed: ${stdout}${stderr}`);
  const lines = readFileSync(noted, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  const sites = lines.map((line) => JSON.parse(line) as CallSite);
  const built = join(scratch, 'built');
  const next = sites.find((site) => !EARLY.has(site.stage));
  if (next === undefined) throw new Error('there is no call after the build');
  await run(subject, built, { kill: next, moment: 'before' });
  return { sites, built, assets: published(out) ?? new Map() };
};

/** Everything that is wrong after a kill at this site; nothing when all holds. */
const tried = async (
  subject: Subject,
  whole: Undisturbed,
  site: CallSite,
  moment: Moment,
  out: string,
): Promise<readonly string[]> => {
  const wrong: string[] = [];
  if (!EARLY.has(site.stage)) cpSync(whole.built, out, { recursive: true });
  const killed = await run(subject, out, { kill: site, moment });
  if (killed.signal !== 'SIGKILL')
    return [`the site was not reached (exit ${killed.code}): ${killed.stdout.slice(0, 500)}`];
  const seen = published(out);
  if (seen !== undefined && !sameNames(seen, whole.assets))
    wrong.push(`half a release is public: ${[...seen.keys()].join(', ')}`);
  const again = await run(subject, out);
  if (again.code !== 0)
    return [
      ...wrong,
      `the same command ended with ${again.code}: ${again.stdout.slice(0, 800)}${again.stderr.slice(0, 300)}`,
    ];
  const after = published(out);
  if (after === undefined || !sameNames(after, whole.assets))
    return [...wrong, 'the second run did not publish the same files'];
  for (const [name, digest] of after)
    if (!SIGNED.test(name) && digest !== whole.assets.get(name))
      wrong.push(`${name} has other bytes than undisturbed`);
  for (const [name, digest] of seen ?? [])
    if (after.get(name) !== digest) wrong.push(`${name} changed after it was public`);
  if (readdirOf(join(out, 'sigstore')).some((tag) => readdirOf(join(out, 'sigstore', tag)).includes('keys')))
    wrong.push('the keys of the rehearsal still lie there');
  if (readdirOf(temporary(out)).some((name) => name.startsWith('colophon-work')))
    wrong.push('a checkout was left behind');
  return wrong;
};

const sameNames = (one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): boolean =>
  one.size === other.size && [...one.keys()].every((name) => other.has(name));

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
    `${subject.name}: ${whole.sites.length} outside calls, ${sites.length} sites × ${moments.length} moments`,
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

const { values } = parseArgs({
  options: {
    site: { type: 'string' },
    moment: { type: 'string' },
    sites: { type: 'string', default: '24' },
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
  const choose = (sites: readonly CallSite[]): readonly CallSite[] =>
    chosen === undefined ? chooseSites(sites, most) : [chosen];
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
