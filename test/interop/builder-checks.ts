// What every builder must do, asked of real ones: the same image twice, what was asked for in it, failures that say
// where, and nothing left over.
import type { BuilderChoice } from '../../src/domain/builder-choice.ts';
import { Failure } from '../../src/domain/failure.ts';
import {
  type BuilderBench,
  type BuilderOptions,
  listLayers,
  readImage,
  request,
  textIn,
  type TriedBuilder,
} from './builder-bench.ts';
import type { CheckResult } from './kit.ts';
import { equal } from './layouts.ts';

export interface Tried {
  readonly results: readonly CheckResult[];
  /** The digest of the image that all builders are given. */
  readonly digest: string;
}

export interface TriedOptions extends BuilderOptions {
  /** The tool's name, for messages. */
  readonly name: string;
  /** The name in `ChosenBuilder.tool`. */
  readonly tool: string;
  readonly choice: BuilderChoice;
}

export const builderChecks = async (
  bench: BuilderBench,
  { name, tool, choice, ...options }: TriedOptions,
): Promise<Tried> => {
  const create = (): TriedBuilder => bench.builder(choice, options);
  const built = await imageChecks(bench, name, create);
  return {
    digest: built.digest,
    results: [
      ...(await chosenChecks(name, tool, create())),
      ...built.results,
      ...(await failureChecks(bench, name, create)),
    ],
  };
};

const chosenChecks = async (
  name: string,
  tool: string,
  builder: TriedBuilder,
): Promise<readonly CheckResult[]> => {
  const chosen = await builder.chosen({ os: 'linux', architecture: 'amd64' });
  const other = await builder.chosen({ os: 'linux', architecture: 's390x' });
  return [
    equal(`${name} says who it is`, chosen.tool.name, tool),
    { name: `${name} says its version`, passed: chosen.tool.version !== '', said: chosen.tool.version },
    equal(`${name} is native for its own platform alone`, `${chosen.native} ${other.native}`, 'true false'),
  ];
};

const imageChecks = async (bench: BuilderBench, name: string, create: () => TriedBuilder): Promise<Tried> => {
  const [builder, again] = [create(), create()];
  const lines: string[] = [];
  const listed = await builder.build(request(bench, { line: (text) => lines.push(text) }));
  const repeated = await again.build(request(bench));
  const { manifest, config } = await readImage(builder.store, listed);
  const files = listLayers(builder.store, manifest);
  const [from = ''] = Object.keys(request(bench).substitutes);
  const [stored] = await again.build(
    request(bench, { substitutes: {}, instead: { [from]: await bench.storedBase(again.store) } }),
  );
  const stage = await readImage(again.store, await again.build(request(bench, { target: 'runtime' })));
  const digest = listed[0]?.digest ?? '';
  const years = [...files.matchAll(/ (\d{4})-\d\d-\d\d /g)].map(([, year]) => Number(year));
  return {
    digest,
    results: [
      equal(`${name} lists one image and no attestation`, String(listed.length), '1'),
      equal(`${name} makes the same image twice`, repeated[0]?.digest ?? '', digest),
      equal(`${name} makes it of the same base in the store`, stored?.digest ?? '', digest),
      equal(`${name} shows what RUN prints`, String(lines.some((line) => line.includes('uid=0'))), 'true'),
      equal(`${name} writes the platform`, `${config.os}/${config.architecture}`, 'linux/amd64'),
      equal(
        `${name} sets labels of Dockerfile and configuration`,
        JSON.stringify([
          config.config.Labels?.['stage'],
          config.config.Labels?.['org.opencontainers.image.vendor'],
        ]),
        JSON.stringify(['runtime', 'Acme, "Ltd"']),
      ),
      equal(
        `${name} passes build arguments to RUN`,
        textIn(builder.store, manifest, 'out/version').trim(),
        'v1.2.0, "the second" at 1700000000',
      ),
      equal(`${name} is created at the commit’s time`, config.created, '2023-11-14T22:13:20Z'),
      {
        name: `${name} writes no file’s time after the commit’s`,
        passed: years.length > 0 && years.every((year) => year <= 2023),
        said: files,
      },
      {
        name: `${name} is shown the context without .git and what is ignored`,
        passed: files.includes('source, with a comma.txt') && !/\.git\/|ignored\.txt/.test(files),
        said: files,
      },
      {
        name: `${name} shows RUN no credential of the caller`,
        passed:
          lines.some((line) => line.includes('PATH=/bin')) &&
          !/RELEASE_TOKEN|a-credential/.test(lines.join()),
        said: lines.join(),
      },
      equal(`${name} stops at the stage that is asked for`, textIn(again.store, stage.manifest, 'seen'), ''),
      equal(`${name} leaves nothing after building`, await builder.left(), ''),
    ],
  };
};

const failureChecks = async (
  bench: BuilderBench,
  name: string,
  create: () => TriedBuilder,
): Promise<readonly CheckResult[]> => {
  const builder = create();
  const failed = await failureOf(builder.build(request(bench, { file: 'Failing' })));
  const afterFailure = await settled(builder);
  const started = performance.now();
  const late = await failureOf(builder.build(request(bench, { file: 'Endless', timeout: 5 })));
  const seconds = (performance.now() - started) / 1000;
  const afterTimeout = await settled(builder);
  const stopped = await failureOf(
    builder.build(
      request(bench, {
        file: 'Endless',
        line: (text) =>
          text.endsWith('it begins') && !text.includes('RUN') ? builder.interrupt() : undefined,
      }),
    ),
  );
  return [
    equal(
      `${name} fails where the Dockerfile fails`,
      `${codeOf(failed)} ${atOf(failed)}`,
      'BUILD_FAILED Failing:3',
    ),
    {
      name: `${name} keeps what was printed last`,
      passed: failed instanceof Failure && failed.output.some((line) => line.includes('this fails')),
    },
    equal(`${name} leaves nothing after a failure`, afterFailure, ''),
    equal(`${name} is ended when its time is up`, codeOf(late), 'BUILD_TIMEOUT'),
    { name: `${name} is ended soon`, passed: seconds < 30, said: `${seconds} s` },
    equal(`${name} leaves nothing after its time was up`, afterTimeout, ''),
    equal(`${name} ends when it is interrupted`, String(stopped), 'Error: interrupted'),
    equal(`${name} leaves nothing after an interruption`, await settled(builder), ''),
  ];
};

/** A daemon ends what it runs a moment after its client is gone. */
const settled = async (builder: TriedBuilder): Promise<string> => {
  for (let tries = 0; tries < 50; tries += 1) {
    if ((await builder.left()) === '') return '';
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return builder.left();
};

export const failureOf = async (promise: Promise<unknown>): Promise<unknown> => {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  return new Error('nothing failed');
};

export const codeOf = (error: unknown): string => (error instanceof Failure ? error.code : String(error));

const atOf = (error: unknown): string => (error instanceof Failure ? (error.at ?? 'nowhere') : 'nowhere');
