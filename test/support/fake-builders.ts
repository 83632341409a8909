// Programs that pretend to be buildctl, docker and buildah: they write down what they are given, leave a layout, and
// say what they are told to say.
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

/** One call of a fake. */
export interface FakeCall {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Files beside the Dockerfile that it was shown, and those of Docker's configuration. */
  readonly dockerfiles: Readonly<Record<string, string>>;
  readonly docker: Readonly<Record<string, string>>;
}

export interface FakeBehaviour {
  /** The layout to leave; none unless given. */
  readonly layout?: string;
  /** Answers by words that the arguments hold, the first that fits; a build ends well without one. */
  readonly answers?: readonly FakeAnswer[];
}

export interface FakeAnswer {
  readonly when: string;
  readonly say?: string;
  readonly code?: number;
  /** Never ends by itself, and ignores being told to. */
  readonly hang?: boolean;
}

export interface FakeBuilders {
  /** For PATH; a shell's own directories go after it. */
  readonly bin: string;
  readonly calls: () => readonly FakeCall[];
}

/** Places the fakes of these names in a new directory. Shell scripts: they start ten times as fast as Node does. */
export const fakeBuilders = (
  dir: string,
  names: readonly string[],
  behaviour: FakeBehaviour = {},
): FakeBuilders => {
  const [bin, calls] = [join(dir, 'bin'), join(dir, 'calls')];
  mkdirSync(bin, { recursive: true });
  mkdirSync(calls);
  for (const name of names) {
    const path = join(bin, name);
    writeFileSync(path, program(name, calls, behaviour));
    chmodSync(path, 0o755);
  }
  return {
    bin,
    calls: () =>
      readdirSync(calls)
        .toSorted()
        .map((name) => readCall(join(calls, name))),
  };
};

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

const program = (name: string, calls: string, { layout, answers = [] }: FakeBehaviour): string => `#!/bin/sh
PATH=/usr/bin:/bin:$PATH
text="${name} $*"
n=100
until mkdir ${quoted(calls)}/$n 2>/dev/null; do n=$((n + 1)); done
call=${quoted(calls)}/$n
printf '%s\n' ${name} "$@" >"$call/argv"
env >"$call/env"
mkdir "$call/docker" "$call/dockerfiles"
cp -RP "$DOCKER_CONFIG/." "$call/docker"
out=
for word; do
  case $word in
    dockerfile=*) cp "\${word#dockerfile=}"/* "$call/dockerfiles" ;;
    --file=*) cp "$(dirname "\${word#--file=}")"/* "$call/dockerfiles" ;;
    *dest=*) out=\${word#*dest=} out=\${out%%,*} ;;
    oci:/*) out=\${word#oci:} ;;
  esac
done
case $text in
${answers
  .map(
    ({ when, say = '', code = 0, hang = false }) =>
      `*${quoted(when)}*) printf '%s' ${quoted(say === '' ? '' : `${say}\n`)}; ${hang ? HANG : ''} code=${code} ;;`,
  )
  .join('\n')}
*) code=0 ;;
esac
[ $code != 0 ] || [ -z "$out" ] || ${layout === undefined ? 'true' : `cp -R ${quoted(layout)} "$out"`}
exit $code
`;

const HANG = "trap '' TERM; while :; do sleep 1; done;";

const readCall = (dir: string): FakeCall => {
  const lines = (name: string): readonly string[] =>
    readFileSync(join(dir, name), 'utf8').split('\n').slice(0, -1);
  const files = (name: string): Readonly<Record<string, string>> =>
    Object.fromEntries(
      readdirSync(join(dir, name), { withFileTypes: true }).map((entry) => {
        const path = join(dir, name, entry.name);
        return [entry.name, entry.isSymbolicLink() ? readlinkSync(path) : readFileSync(path, 'utf8')];
      }),
    );
  return {
    argv: lines('argv'),
    env: Object.fromEntries(lines('env').map((line) => line.split(/=(.*)/s).slice(0, 2) as [string, string])),
    dockerfiles: files('dockerfiles'),
    docker: files('docker'),
  };
};

/** A layout on disk: blobs by their digests, and an index that lists what it is told to. */
export const writeLayout = (
  dir: string,
  content: ReadonlyMap<string, Uint8Array>,
  manifests: readonly object[],
): string => {
  mkdirSync(join(dir, 'blobs', 'sha256'), { recursive: true });
  for (const [digest, bytes] of content)
    writeFileSync(join(dir, 'blobs', 'sha256', digest.slice('sha256:'.length)), bytes);
  writeFileSync(join(dir, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
  writeFileSync(join(dir, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests }));
  return dir;
};

/** A copy of a layout, to be told lies about. */
export const copyLayout = (from: string, to: string): string => {
  cpSync(from, to, { recursive: true });
  if (!existsSync(join(to, 'index.json'))) throw new Error(`${from} is no layout`);
  return to;
};
