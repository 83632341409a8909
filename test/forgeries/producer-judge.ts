// Runs Colophon's commands against what lies to them, and again where nothing lies: it must stop with the code, have put
// no name, and go on to the same end as if nobody had lied.
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { doctor } from '../../src/cli/make/doctor/doctor.ts';
import { rehearse } from '../../src/cli/make/index.ts';
import { mirror } from '../../src/cli/make/mirror/mirror.ts';
import type { Answer, Invocation } from '../../src/cli/command.ts';
import { FAILURE_CODES } from '../../src/domain/failure-codes.ts';
import { Failure } from '../../src/domain/failure.ts';
import { fakeBuilders, writeLayout } from '../support/fake-builders.ts';
import { hurried } from './hurry.ts';
import { invocation } from './judge.ts';
import type { ProducerLie, ProducerPlace } from './producer-lie.ts';
import {
  anonymous,
  BASE,
  digestsOf,
  LAYERS,
  PRODUCED_TAG,
  type ProducerWorld,
  WIDGET,
} from './producer-world.ts';
import { demand } from './registry-edits.ts';
import { SECRET } from './registry-world.ts';

export interface Stopped {
  readonly exit: number;
  readonly code: string;
  /** Everything else that was not as it must be; each a sentence. */
  readonly faults: readonly string[];
}

type Told = Omit<ProducerLie, 'claim' | 'code' | 'of'>;

/**
 * Tells a lie and listens; then tries again without it. With `afterwards: 'later'` several lies are told one after another in
 * one directory of this name, and what they come to without one is looked at at the end.
 */
export const toldToProducer = async (
  lie: Told,
  name: string,
  world: ProducerWorld,
  { afterwards = 'again' }: { readonly afterwards?: 'again' | 'later' } = {},
): Promise<Stopped> => {
  // What an earlier lie stopped after the push is found there again.
  world.reset(lie.by === 'push' ? undefined : name);
  const { target, source, elsewhere, base, reference } = world;
  const place: ProducerPlace = { target, source, elsewhere, base, reference };
  const command = commandOf(lie, name, world, place);
  const open = lie.members === true ? membersOnly : () => false;
  Object.assign(target.odd, lie.kind);
  lie.told?.(place);
  const answers = lie.answers?.(place);
  target.odd.lie = (question, response) =>
    open(question, response) || (answers?.(question, response) ?? false);
  source.odd.lie = lie.source?.(place) ?? (() => false);
  const faults: string[] = [];
  const say = (fault: string | false): void => void (fault !== false && faults.push(fault));
  const first = await hurried(() => outcomeOf(() => command(true)), { patience: lie.hangs === true });
  say(first.said.includes(SECRET) && 'a secret is printed');
  say(lie.says !== undefined && !lie.says.test(first.said) && `it does not say ${lie.says}: ${first.said}`);
  say(first.public === 'names' && 'it says that names are public');
  say(lie.puts !== true && target.asked.some(isNaming) && 'a name was put');
  say(target.repository(WIDGET).tags.get(PRODUCED_TAG) === reference.image && 'the name is there');
  try {
    lie.heard?.(place);
  } catch (error) {
    say(String(error));
  }
  if (lie.final !== true && afterwards === 'again') faults.push(...(await endsWell(lie, name, world)));
  return { exit: first.exit, code: first.code, faults };
};

/** What is wrong with the end that the same command comes to where nothing lies. */
export const endsWell = async (
  lie: Pick<Told, 'by' | 'kind' | 'members' | 'upon'>,
  name: string,
  world: ProducerWorld,
): Promise<readonly string[]> => {
  world.reset(lie.by === 'mirror' || lie.by === 'publish' ? name : undefined);
  const { target, source, elsewhere, base, reference } = world;
  Object.assign(target.odd, lie.kind);
  if (lie.members === true) target.odd.lie = membersOnly;
  const command = commandOf(lie, name, world, { target, source, elsewhere, base, reference });
  const { exit, code, said, digests } = await hurried(() => outcomeOf(() => command(false)));
  if (exit !== 0) return [`without the lie it ends with ${code}: ${said}`];
  const ends: Partial<Record<Told['by'], readonly [unknown, unknown]>> = {
    push: [digests, reference.digests],
    mirror: [digests, reference.digests],
    publish: [digests, reference.digests],
    copy: [target.repository(COPY).tags.get(PRODUCED_TAG), reference.image],
  };
  const [ended, meant] = (ends[lie.by] ?? []).map((one) => JSON.stringify(one));
  return ended === meant ? [] : [`without the lie it ends at ${ended}, not ${meant}`];
};

const COPY = 'team/widget';

interface Outcome {
  readonly exit: number;
  readonly code: string;
  readonly said: string;
  readonly public?: unknown;
  readonly digests?: unknown;
}

const outcomeOf = async (run: () => Promise<Answer>): Promise<Outcome> => {
  try {
    const answer = await run();
    const { error, public: seen } = answer.document as {
      readonly error?: { readonly code: string };
      readonly public?: unknown;
    };
    const said = JSON.stringify([answer.document, answer.text]);
    return { exit: answer.exit, code: error?.code ?? 'none', said, public: seen, digests: digestsOf(answer) };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const { code, message, remedy, more } = error;
    return {
      exit: FAILURE_CODES[code],
      code,
      said: JSON.stringify([message, remedy, more, String(error.cause)]),
    };
  }
};

/** The command that hears the lie, or with `false` the same one in a world without it. */
const commandOf = (
  lie: Pick<Told, 'by' | 'members' | 'upon' | 'helper' | 'builder'>,
  name: string,
  world: ProducerWorld,
  place: ProducerPlace,
): ((lying: boolean) => Promise<Answer>) => {
  const { scratch, target, source } = world;
  const plain = anonymous(scratch);
  const surroundings = (lying: boolean): Invocation =>
    lie.members === true ? withHelper(scratch, `${name}-${lying}`, lying ? lie.helper : undefined) : plain;
  switch (lie.by) {
    case 'push':
    case 'mirror':
    case 'publish': {
      const out = world.upToPush(name);
      return (lying) => rehearse(world.widget(LAYERS), { out, registry: target.host }, surroundings(lying));
    }
    case 'copy':
      return (lying) =>
        mirror(
          `oci://${source.host}/${WIDGET}:${PRODUCED_TAG}`,
          `oci://${target.host}/${COPY}`,
          {},
          surroundings(lying),
        );
    case 'doctor':
      return (lying) => doctor([`oci://${target.host}/${WIDGET}`], {}, surroundings(lying));
    case 'base': {
      const digest = lie.upon?.(place) ?? world.base.index;
      const widget = world.widget(LAYERS.replace('scratch', `${target.host}/${BASE}@${digest}`));
      return () => rehearse(widget, { out: name, only: ['widget'] }, plain);
    }
    case 'dockerfile': {
      const widget = world.widget('dockerfile: { file: Dockerfile, inputs: [{ from: cli, to: . }] }');
      return (lying) =>
        rehearse(
          widget,
          { out: name, only: ['widget'] },
          withBuilder(world, `${name}-${lying}`, lying ? lie.builder : undefined),
        );
    }
  }
};

const isNaming = (asked: string): boolean => /^PUT manifests\/(?!sha256[:-])/.test(asked);

/** Anyone may read. */
const membersOnly: ProducerPlace['target']['odd']['lie'] = ({ request }, response) => {
  const known =
    request.method === 'GET' ||
    request.method === 'HEAD' ||
    request.headers.authorization === `Basic ${btoa(`ann:${SECRET}`)}`;
  if (!known) demand(response, 'Basic realm="members"');
  return !known;
};

const GIVES = `echo '{"ServerURL":"x","Username":"ann","Secret":"${SECRET}"}'`;

/** A command in whose environment this script keeps the password. */
const withHelper = (scratch: string, name: string, script = GIVES): Invocation => {
  const dir = join(scratch, 'helpers', name);
  mkdirSync(dir, { recursive: true });
  const path = join(dir, 'docker-credential-museum');
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  writeFileSync(join(dir, 'config.json'), JSON.stringify({ credsStore: 'museum' }));
  const env = { ...process.env, PATH: `${dir}:${process.env['PATH']}`, DOCKER_CONFIG: dir };
  return { ...invocation(scratch), env };
};

/** A command in whose environment this is what builds Dockerfiles. */
const withBuilder = (
  { scratch, base }: ProducerWorld,
  name: string,
  lies: ProducerLie['builder'],
): Invocation => {
  const dir = join(scratch, 'builders', name);
  mkdirSync(dir, { recursive: true });
  const [manifest] = base.manifests;
  const bytes = manifest === undefined ? undefined : base.content.get(manifest);
  const listed = {
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    digest: manifest,
    size: bytes?.length,
  };
  const layout = writeLayout(join(dir, 'layout'), base.content, [listed]);
  const { bin } = fakeBuilders(join(dir, 'fake'), ['buildctl'], {
    layout,
    answers: [...(lies ?? []), { when: 'debug', say: 'worker v0.31.2 linux/amd64' }],
  });
  return { ...anonymous(scratch), env: { ...process.env, PATH: `${bin}:${process.env['PATH']}` } };
};
