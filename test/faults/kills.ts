// `npm run faults:kills`: ends rehearsals at random moments from push on, by SIGKILL and by Ctrl-C, and while buildah
// builds an image from a Dockerfile. Nothing of them runs, listens or is mounted afterwards, what they say of what is public
// is so, and the same command ends with the same digests.
// --kills N, --interrupts N, --builds N: how often each; --seed N draws other moments.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { arch, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { createBuilderBench } from '../interop/builder-bench.ts';
import { createWidget } from '../support/widget.ts';
import { createBench } from './bench.ts';
import { type ChildEnded, leftOf, runChild, temporaryOf } from './child.ts';
import { differences, spokenIn, unspoken } from './compared.ts';
import type { Fault } from './colophon.ts';
import { random } from './draw.ts';
import { changed, forbidden, look, readdirOf, type Whole, wholeOf } from './outsider.ts';

interface Subject {
  readonly name: string;
  readonly argv: readonly string[];
  /** Where it says that it has begun. */
  readonly tell: Fault;
  /** Copied before every round, where it is there. */
  readonly base: string;
  /** Whether what it is ended in is before anything is named. */
  readonly naming: boolean;
}

interface Undisturbed extends Whole {
  readonly spoken: ReadonlyMap<string, number>;
  /** Milliseconds. */
  readonly takes: number;
}

const record = async (subject: Subject, out: string): Promise<Undisturbed> => {
  begin(subject, out);
  const ended = await runChild({ argv: subject.argv, out, fault: subject.tell });
  if (ended.code !== 0)
    throw new Error(`${subject.name} cannot be rehearsed undisturbed: ${ended.stdout}${ended.stderr}`);
  const shown = JSON.parse(ended.stdout) as Parameters<typeof wholeOf>[1];
  return { ...wholeOf(look(out), shown), spoken: spokenIn(join(out, 'registries')), takes: ended.after };
};

const begin = ({ base }: Subject, out: string): void => {
  if (existsSync(base)) cpSync(base, out, { recursive: true });
};

/** One round: what is wrong, and at what it was ended. */
const tried = async (
  subject: Subject,
  whole: Undisturbed,
  signal: 'SIGKILL' | 'SIGINT',
  { out, moment }: { readonly out: string; readonly moment: number },
): Promise<{ readonly wrong: readonly string[]; readonly said: string }> => {
  begin(subject, out);
  const ended = await runChild({
    argv: subject.argv,
    out,
    fault: subject.tell,
    begun: (send) => void setTimeout(() => send(signal), moment),
  });
  const wrong = [...(await leftOf(out))];
  const view = look(out);
  const said = saidOf(ended);
  if (ended.code === 0) return { wrong, said: 'it had ended before' };
  if (signal === 'SIGKILL' ? ended.signal !== 'SIGKILL' : ended.code !== 130)
    wrong.push(`it ended with ${ended.code ?? ended.signal}: ${ended.stdout.slice(0, 400)}`);
  const named = view.names.size > 0;
  wrong.push(...(await forbidden(out, view, whole, { published: subject.naming })));
  if (signal === 'SIGINT' && (said.code !== 'INTERRUPTED' || (said.public === 'names') !== named))
    wrong.push(
      `it said ${said.code}, public ${said.public}, where ${view.names.size} names are given: ${ended.stdout.slice(0, 400)}`,
    );
  const again = await runChild({ argv: subject.argv, out });
  wrong.push(...(await leftOf(out)));
  if (again.code !== 0)
    wrong.push(`the same command ended with ${again.code ?? again.signal}: ${again.stdout.slice(0, 600)}`);
  else {
    const after = look(out);
    wrong.push(...differences(after, whole), ...changed(view, after));
    wrong.push(...unspoken(spokenIn(join(out, 'registries')), whole.spoken));
  }
  if (readdirOf(temporaryOf(out)).some((name) => name.startsWith('colophon-work')))
    wrong.push('a checkout was left behind');
  return {
    wrong,
    said: `${view.names.size} names given${said.public === '' ? '' : `, said ${said.public}`}`,
  };
};

const saidOf = ({ stdout }: ChildEnded): { readonly code: string; readonly public: string } => {
  try {
    const { error, public: seen = '' } = JSON.parse(stdout) as {
      readonly error?: { readonly code?: string };
      readonly public?: string;
    };
    return { code: error?.code ?? '', public: seen };
  } catch {
    return { code: '', public: '' };
  }
};

/** Rounds of one kind, two at a time. */
const rounds = async (
  subject: Subject,
  whole: Undisturbed,
  signal: 'SIGKILL' | 'SIGINT',
  many: number,
): Promise<number> => {
  let [next, failed] = [0, 0];
  const lane = async (): Promise<void> => {
    for (let at = next++; at < many; at = next++) {
      const out = join(scratch, `${subject.name}-${signal}-${at}`.replaceAll(/[^\w-]/g, '-'));
      const moment = Math.floor(draw() * whole.takes);
      const { wrong, said } = await tried(subject, whole, signal, { out, moment }).catch(
        (error: unknown) => ({ wrong: [String(error)], said: '' }),
      );
      console.log(
        `  ${wrong.length === 0 ? '✓' : '✗'} ${subject.name}: ${signal} after ${moment} of ${Math.floor(whole.takes)} ms: ${said}`,
      );
      if (wrong.length > 0) {
        failed += 1;
        console.log(`    ${[...new Set(wrong)].join('\n    ')}\n    left in ${out}`);
      } else for (const dir of [out, temporaryOf(out)]) rmSync(dir, { recursive: true, force: true });
    }
  };
  await Promise.all([lane(), lane()]);
  passed += many - failed;
  return failed;
};

const FROM = `docker.io/library/alpine:3@sha256:${'cd'.repeat(32)}`;

/** An image from a Dockerfile, upon a base of Debian's busybox that stands in for one that is nowhere to be had. */
const dockerfileSubject = async (): Promise<Subject> => {
  const { base } = await createBuilderBench(join(scratch, 'builder'), '/usr/bin');
  const dir = join(scratch, 'dockerfile');
  const { manifests } = JSON.parse(readFileSync(join(base, 'index.json'), 'utf8')) as {
    readonly manifests: readonly { readonly digest: string }[];
  };
  const digest = manifests[0]?.digest ?? '';
  const place = 'base.invalid/busybox';
  createWidget({
    dir,
    tag: 'v1.0.0',
    change: () => {
      writeFileSync(
        join(dir, 'colophon.yaml'),
        `version: 1
project: widget
repository: acme/widget
build:
  images:
    widget:
      repository: ghcr.io/acme/widget
      platforms: [linux/${arch() === 'arm64' ? 'arm64' : 'amd64'}]
      dockerfile: { substitutes: { '${FROM}': '${place}@${digest}' } }
  builders: { '*': buildah }
`,
      );
      writeFileSync(join(dir, 'Dockerfile'), `FROM ${FROM}\nRUN echo built > /built && sleep 8\n`);
    },
  });
  return {
    name: 'a Dockerfile',
    argv: [dir, '--base', `${place}=${base}`],
    tell: { tell: 'build', door: 'imageBuilder' },
    base: '',
    naming: false,
  };
};

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '4' },
    interrupts: { type: 'string', default: '2' },
    builds: { type: 'string', default: '2' },
    seed: { type: 'string', default: String(Date.now() % 100_000) },
  },
});
const scratch = mkdtempSync(join(tmpdir(), 'colophon-faults-kills-'));
const draw = random(Number(values.seed));
let [passed, failed] = [0, 0];
console.log(`--seed ${values.seed}`);
if (Number(values.kills) + Number(values.interrupts) > 0) {
  mkdirSync(join(scratch, 'bench'));
  const { widget, base } = await createBench(join(scratch, 'bench'));
  const subject: Subject = {
    name: 'examples/widget',
    argv: [widget],
    tell: { tell: 'push' },
    base,
    naming: true,
  };
  const whole = await record(subject, join(scratch, 'undisturbed'));
  failed += await rounds(subject, whole, 'SIGKILL', Number(values.kills));
  failed += await rounds(subject, whole, 'SIGINT', Number(values.interrupts));
}
if (Number(values.builds) > 0) {
  if (spawnSync('buildah', ['--version']).status === 0) {
    const subject = await dockerfileSubject();
    const whole = await record(subject, join(scratch, 'undisturbed-dockerfile'));
    // Only the build is meant: it takes eight seconds and more.
    const building = { ...whole, takes: Math.min(whole.takes, 6000) };
    failed += await rounds(subject, building, 'SIGKILL', Number(values.builds));
    failed += await rounds(subject, building, 'SIGINT', Number(values.builds));
  } else console.log('  no buildah is here: no build from a Dockerfile was ended');
}
if (failed === 0) rmSync(scratch, { recursive: true, force: true });
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
