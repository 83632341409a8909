// A whole release whose image comes from a Dockerfile, by a real BuildKit; and the same image handed over from a process
// that builds to one that has no builder: other store, other home, other environment (docs/trust.md 7).
import { cp, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { arch } from 'node:os';
import { join } from 'node:path';

import { ROOT } from '../support/colophon.ts';
import { createWidget } from '../support/widget.ts';
import { createBuilderBench } from './builder-bench.ts';
import { startBuildkit } from './buildkit-daemon.ts';
import { type CheckResult, type Ended, expectEnd, run } from './kit.ts';
import { equal } from './layouts.ts';

const FROM = `docker.io/library/alpine:3@sha256:${'cd'.repeat(32)}`;
const STAND_IN = 'stand-in.invalid/busybox';
const [OWN, OTHER] = arch() === 'arm64' ? ['arm64', 'amd64'] : ['amd64', 'arm64'];

/** Rehearses it, hands it over, and tries what must be refused. */
export const dockerfileReleaseChecks = async (
  scratch: string,
  bin: string,
): Promise<readonly CheckResult[]> => {
  const { base } = await createBuilderBench(scratch, bin);
  const daemon = await startBuildkit(bin, join(scratch, 'buildkit'));
  try {
    const digest = await rootOf(base);
    const work = join(scratch, 'work');
    const repository = (name: string, configuration: string): Promise<string> =>
      makeRepository(join(work, name), configuration);
    const whole = await repository(
      'whole',
      configured(daemon.address, OWN, `\n        substitutes: { '${FROM}': '${STAND_IN}@${digest}' }`),
    );
    const process = (home: string, path: string) => async (words: readonly string[]) => {
      await mkdir(join(work, home), { recursive: true });
      return cli(words, { cwd: work, env: { HOME: join(work, home), PATH: path } });
    };
    const builds = process('home-a', `${bin}:/usr/sbin:/usr/bin:/sbin:/bin`);
    const joins = process('home-b', await gitAlone(join(work, 'bin')));
    const bases = ['--base', `${STAND_IN}=${base}`];
    const rehearsed = await builds(['rehearse', whole, '--out', 'out', ...bases]);
    const verified = await joins(['verify', './out', '--rehearsal']);
    const about = await provenanceOf(join(work, 'out'));
    const given = await builds([
      'stage',
      'build',
      whole,
      '--store',
      'a',
      '--give',
      'gift',
      ...bases,
      '--json',
    ]);
    const gift = /"digest": ?"(sha256:[0-9a-f]{64})"/.exec(given.said)?.[1] ?? '';
    const platform = about.subjects.at(-1) ?? '';
    const takes = async (store: string, place: string): Promise<Ended> =>
      joins(['stage', 'assemble', whole, '--store', store, '--take', `build=${place}@${gift}`]);
    const altered = async (name: string, change: (blobs: string, largest: string) => Promise<void>) => {
      await cp(join(work, 'gift'), join(work, name), { recursive: true });
      const blobs = join(work, name, 'blobs/sha256');
      await change(blobs, await largestOf(blobs));
      return takes(`store-${name}`, name);
    };
    const foreign = await repository('foreign', configured(daemon.address, OTHER, ''));
    const emulated = await repository(
      'emulated',
      `${configured(daemon.address, OTHER, '')}  emulate: [linux/${OTHER}]\n`,
    );
    const refused = (name: string, ended: Ended, saying: RegExp): CheckResult =>
      expectEnd(name, ended, { ok: false, saying });
    return [
      expectEnd('a release with an image from a Dockerfile is rehearsed, its substitute told', rehearsed, {
        ok: true,
        saying: /BASE_SUBSTITUTED/,
      }),
      expectEnd('it proves itself where there is no builder', verified, { ok: true }),
      equal(
        'its provenance names what stood in for what',
        about.substitutes,
        `${FROM} ${STAND_IN}@${digest}`,
      ),
      equal('its provenance names the arguments', about.args, 'VERSION=v1.0.0'),
      expectEnd('one process builds and gives', given, { ok: true }),
      equal(
        'what is given holds the image that was rehearsed',
        await holds(join(work, 'gift'), platform),
        'yes',
      ),
      expectEnd('another takes it, without a builder on its PATH', await takes('b', 'gift'), { ok: true }),
      refused(
        'a changed blob is refused by name',
        await altered('changed', (blobs, largest) => writeFile(join(blobs, largest), 'x')),
        /sha256:[0-9a-f]{64} is other bytes[^]*TAKEN_DIFFERS/,
      ),
      refused(
        'a missing blob is refused by name',
        await altered('missing', (blobs, largest) => rm(join(blobs, largest))),
        /sha256:[0-9a-f]{64} is not there[^]*TAKEN_DIFFERS/,
      ),
      refused(
        'an extra blob is refused by name',
        await altered('extra', (blobs) => writeFile(join(blobs, 'e'.repeat(64)), 'x')),
        /e{64} belongs to nothing[^]*TAKEN_INVALID/,
      ),
      refused(
        'a platform that is not this machine’s is refused',
        await builds(['stage', 'build', foreign, '--store', 'c']),
        /PLATFORM_NOT_NATIVE/,
      ),
      refused(
        'emulated, programs of this machine in an image of the other are refused',
        await builds(['stage', 'build', emulated, '--store', 'd']),
        /is a program for [^]*IMAGE_ARCHITECTURE_MISMATCH/,
      ),
    ];
  } finally {
    await daemon.stop();
  }
};

const cli = (words: readonly string[], options: Parameters<typeof run>[2]): Promise<Ended> =>
  run(process.execPath, [join(ROOT, 'src/cli/main.ts'), ...words], options);

const configured = (address: string, architecture: string, more: string): string => `version: 1
project: widget
repository: acme/widget
build:
  images:
    server:
      repository: ghcr.io/acme/server
      platforms: [linux/${architecture}]
      dockerfile:
        args: { VERSION: '{tag}' }${more}
  builders: { '*': '${address}' }
`;

/** With a base that is nowhere to be had where something stands in for it, else from scratch. */
const makeRepository = async (dir: string, configuration: string): Promise<string> => {
  const busybox = await readFile('/bin/busybox');
  createWidget({ dir });
  const files = {
    'colophon.yaml': configuration,
    Dockerfile: configuration.includes(FROM)
      ? `FROM ${FROM} AS build\nARG VERSION\nRUN echo "$VERSION" > /version\nFROM ${FROM}\nCOPY --from=build /version /\n`
      : 'FROM scratch\nARG VERSION\nCOPY busybox /bin/busybox\n',
    busybox,
  };
  for (const [name, bytes] of Object.entries(files))
    await writeFile(join(dir, name), bytes, name === 'busybox' ? { mode: 0o755 } : {});
  const git = (...words: readonly string[]): Promise<Ended> =>
    run('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', ...words], { cwd: dir });
  await git('add', '.');
  await git('commit', '-q', '-m', 'An image');
  await git('tag', 'v1.0.0');
  return dir;
};

/** A directory with git and nothing else. */
const gitAlone = async (dir: string): Promise<string> => {
  await mkdir(dir, { recursive: true });
  await run('sh', ['-c', `ln -sf "$(command -v git)" '${dir}/git'`]);
  return dir;
};

const rootOf = async (layout: string): Promise<string> => {
  const index = JSON.parse(await readFile(join(layout, 'index.json'), 'utf8')) as {
    readonly manifests: readonly { readonly digest: string }[];
  };
  return index.manifests[0]?.digest ?? '';
};

/** What the provenance of the image says, and what it is about: the index, then the platform. */
const provenanceOf = async (
  out: string,
): Promise<{ readonly substitutes: string; readonly args: string; readonly subjects: readonly string[] }> => {
  const file = join(out, 'forge/releases/v1.0.0/assets/server.intoto.jsonl');
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return { substitutes: '', args: '', subjects: [] };
  const { dsseEnvelope } = JSON.parse(text) as { readonly dsseEnvelope: { readonly payload: string } };
  const statement = JSON.parse(Buffer.from(dsseEnvelope.payload, 'base64').toString('utf8')) as {
    readonly subject: readonly { readonly digest: { readonly sha256: string } }[];
    readonly predicate: {
      readonly buildDefinition: {
        readonly internalParameters: {
          readonly colophon: {
            readonly dockerfiles: readonly {
              readonly args: Readonly<Record<string, string>>;
              readonly substitutes: Readonly<Record<string, string>>;
            }[];
          };
        };
      };
    };
  };
  const [first] = statement.predicate.buildDefinition.internalParameters.colophon.dockerfiles;
  const pairs = (fields: Readonly<Record<string, string>> = {}, between: string): string =>
    Object.entries(fields)
      .map((pair) => pair.join(between))
      .join('\n');
  return {
    substitutes: pairs(first?.substitutes, ' '),
    args: pairs(first?.args, '='),
    subjects: statement.subject.map(({ digest }) => digest.sha256),
  };
};

const largestOf = async (blobs: string): Promise<string> => {
  let [largest, most] = ['', -1];
  for (const name of await readdir(blobs)) {
    const { size } = await stat(join(blobs, name));
    if (size > most) [largest, most] = [name, size];
  }
  return largest;
};

const holds = async (layout: string, hex: string): Promise<string> =>
  (await readdir(join(layout, 'blobs/sha256'))).includes(hex) ? 'yes' : 'no';
