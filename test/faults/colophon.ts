// `colophon rehearse` with a switch that the product does not have: it notes every outside call, or dies at one.
// COLOPHON_FAULT is {"record": FILE}, {"kill": SITE, "moment": "before" | "after"}, {"interrupt": STAGE}, or
// {"tell": STAGE, "door": DOOR}: says `begun` at the first such call, and whoever hears it does what it likes.
import { appendFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';

import type { CallSite } from '../../src/domain/event.ts';
import { Failure } from '../../src/domain/failure.ts';
import type { StageName } from '../../src/domain/stage-name.ts';
import type { Observer } from '../../src/engine/observe.ts';
import { canonicalText } from '../../src/formats/canonical-json.ts';
import type { Invocation } from '../../src/cli/command.ts';
import { rehearseWith } from '../../src/cli/make/rehearse/rehearse.ts';
import { answerOutput } from '../../src/cli/output.ts';

/** What `tell` says, on standard error. */
const BEGUN = 'begun';

export type Moment = 'before' | 'after';
export type Fault =
  | { readonly record: string }
  | { readonly kill: CallSite; readonly moment: Moment }
  | { readonly interrupt: StageName }
  | { readonly tell: StageName; readonly door?: string };

const observerOf = (fault: Fault | undefined): Observer => {
  if (fault === undefined) return {};
  // What is noted lies on disk before the call goes on.
  if ('record' in fault)
    return { before: (site) => appendFileSync(fault.record, `${canonicalText(site)}\n`) };
  if ('tell' in fault) return { before: (site) => tellOnce(site, fault) };
  if ('interrupt' in fault) return { before: (site) => interruptOnce(site, fault.interrupt) };
  const there = canonicalText(fault.kill);
  const die = (site: CallSite): void => {
    if (canonicalText(site) === there) process.kill(process.pid, 'SIGKILL');
  };
  return { [fault.moment]: die };
};

let interruptedBefore = false;
/** Ctrl-C at the first call of a stage, in the build while a command runs: to the whole group, as a terminal does. */
const interruptOnce = ({ stage, method }: CallSite, at: StageName): void => {
  if (interruptedBefore || stage !== at || (at === 'build' && method !== 'run')) return;
  interruptedBefore = true;
  process.kill(-process.pid, 'SIGINT');
};

let toldBefore = false;
const tellOnce = (
  { stage, door }: CallSite,
  wanted: { readonly tell: StageName; readonly door?: string },
): void => {
  if (toldBefore || stage !== wanted.tell || (wanted.door !== undefined && wanted.door !== door)) return;
  toldBefore = true;
  process.stderr.write(`${BEGUN}\n`);
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: 'string' },
    tag: { type: 'string' },
    ref: { type: 'string' },
    registry: { type: 'string' },
    base: { type: 'string', multiple: true },
    verbose: { type: 'boolean', default: false },
  },
});
const interrupted = new AbortController();
process.on('SIGINT', () =>
  interrupted.abort(new Failure('INTERRUPTED', 'Interrupted.', { remedy: 'Give the same command again.' })),
);
const invocation: Invocation = {
  directory: process.cwd(),
  config: 'colophon.yaml',
  format: 'json',
  quiet: !values.verbose,
  verbose: values.verbose,
  jobs: availableParallelism(),
  timeout: undefined,
  env: process.env,
  warn: (line) => process.stderr.write(`${line}\n`),
  screen: { write: (text) => process.stderr.write(text), columns: undefined, color: false },
  signal: interrupted.signal,
};
const setting = process.env['COLOPHON_FAULT'];
const observer = observerOf(setting === undefined ? undefined : (JSON.parse(setting) as Fault));
const { out, tag, ref, registry, base } = values;
const options = {
  ...(out === undefined ? {} : { out }),
  ...(tag === undefined ? {} : { tag }),
  ...(ref === undefined ? {} : { ref }),
  ...(registry === undefined ? {} : { registry }),
  ...(base === undefined ? {} : { base }),
};
const answer = await rehearseWith(observer)(positionals[0], options, invocation);
const color = { stdout: false, stderr: false };
process.stdout.write(answerOutput(answer, { format: 'json', color }).stdout);
process.exitCode = answer.exit;
