// examples/widget rehearsed into every registry by the client of a release, and what whoever lists tags sees meanwhile. It
// is built and signed once: each registry gets a copy of what was made before anything is pushed.
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { createDockerCredentials } from '../../src/adapters/registry-credentials/index.ts';
import { createAsk, createRegistryReader, locateRegistry } from '../../src/adapters/registry-reader/index.ts';
import type { Answer } from '../../src/cli/command.ts';
import { rehearseWith } from '../../src/cli/make/rehearse/rehearse.ts';
import type { Observer } from '../../src/engine/observe.ts';
import type { StageName } from '../../src/domain/stage-name.ts';
import { colophon, ROOT } from '../support/colophon.ts';
import { quietInvocation } from '../support/invocation.ts';
import { createWidget } from '../support/widget.ts';
import { type CheckResult, type Ended, expectEnd } from './kit.ts';
import { nameOf } from './layouts.ts';
import type { RealRegistry } from './registries.ts';
import { standBetween } from './registry-between.ts';
import { type Cell, cells } from './registry-matrix.ts';
import { keptFor, keptNothing } from './registry-users.ts';
import { type RehearsedContent, rehearsedContent, type Root, rootsOf } from './rehearsed-content.ts';

export const TAG = 'v1.2.0';

/** A configuration beside the example's own. */
export type Variant = 'public' | 'private' | 'kept';

export interface WidgetBase {
  readonly scratch: string;
  readonly widget: string;
  /** The example's directory of a rehearsal, signed, of which nothing is pushed. */
  readonly dir: string;
  readonly configurations: Readonly<Record<Variant, string>>;
}

const PUBLISH: Readonly<Record<Variant, string>> = {
  public: '{ read: public }',
  private: '{ read: private }',
  kept: '{ tag-every-manifest: true }',
};

/** Builds and signs the example below `scratch`, and stops there. */
export const createBase = async (scratch: string): Promise<WidgetBase> => {
  await mkdir(scratch, { recursive: true });
  const widget = createWidget({ dir: join(scratch, 'widget'), tag: TAG }).dir;
  const example = await readFile(join(ROOT, 'examples/widget/colophon.yaml'), 'utf8');
  const configurations = { public: '', private: '', kept: '' };
  for (const variant of ['public', 'private', 'kept'] as const) {
    configurations[variant] = join(scratch, `${variant}.yaml`);
    await writeFile(configurations[variant], `${example}publish: ${PUBLISH[variant]}\n`);
  }
  const base = { scratch, widget, dir: join(scratch, 'base'), configurations };
  const env = await keptNothing(join(scratch, 'docker-none'));
  const stopped = await rehearseBase(base, base.dir, 'public', { env, observer: stopBefore('push') });
  if (!isStopped(stopped)) throw new Error(`the base was not made: ${stopped.text}${said(stopped)}`);
  return base;
};

const MARK = 'stopped here, as was asked';

/** Lets nothing of this stage be done. */
export const stopBefore = (wanted: StageName): Observer => ({
  before: ({ stage }) => {
    if (stage === wanted) throw new Error(MARK);
  },
});

export const isStopped = (answer: Answer): boolean => answer.exit !== 0 && said(answer).includes(MARK);

const said = ({ document }: Answer): string => JSON.stringify(document);

/** The command in this process, in `dir`, of which what is there is taken up. */
export const rehearseBase = async (
  base: WidgetBase,
  dir: string,
  variant: Variant,
  {
    host,
    env,
    observer = {},
  }: { readonly host?: string; readonly env: NodeJS.ProcessEnv; readonly observer?: Observer },
): Promise<Answer> => {
  const { invocation } = quietInvocation(base.scratch, {
    config: base.configurations[variant],
    env,
    quiet: true,
  });
  const options = { tag: TAG, out: dir, ...(host === undefined ? {} : { registry: host }) };
  return rehearseWith(observer)(base.widget, options, invocation);
};

export interface RehearsedInto {
  readonly registry: RealRegistry;
  readonly dir: string;
  readonly content: RehearsedContent;
  readonly roots: readonly Root[];
  /** Whoever may write there. */
  readonly owner: NodeJS.ProcessEnv;
}

/** Rehearses into one registry, with somebody who lists its tags at every write, and judges what lies there then. */
export const rehearsalCells = async (
  base: WidgetBase,
  registry: RealRegistry,
  bin: string,
): Promise<{ readonly all: readonly Cell[]; readonly into?: RehearsedInto }> => {
  const { name, host } = registry;
  const dir = join(base.scratch, host.replace(':', '-'));
  await cp(base.dir, dir, { recursive: true });
  const { results, exit } = await watched(base, registry, dir);
  const rehearsed = cells(name, 'rehearse', results);
  if (exit !== 0) return { all: rehearsed };
  const owner = await keptFor(`${dir}-docker`, [host]);
  const content = await rehearsedContent(dir, { bin, scratch: `${dir}-peers` });
  const into = { registry, dir, content, roots: rootsOf(content), owner };
  return {
    into,
    all: [
      ...rehearsed,
      ...cells(name, 'verify a rehearsal', await directoryChecks(into)),
      ...cells(name, 'verify oci://', await imageChecks(into)),
      ...cells(name, 'doctor', await doctorChecks(into)),
    ],
  };
};

const COMPUTED = /^(?:sha256-[0-9a-f]{64}|sha256:[0-9a-f]{64})$/;

const watched = async (
  base: WidgetBase,
  { host, demands, api }: RealRegistry,
  dir: string,
): Promise<{ readonly results: readonly CheckResult[]; readonly exit: number }> => {
  let published = false;
  const listed: string[] = [];
  const named = new Set<string>();
  const owner = await keptFor(`${dir}-docker`, [host]);
  const { signal } = new AbortController();
  const reader = createRegistryReader({
    locate: locateRegistry([]),
    ask: createAsk({ credentials: createDockerCredentials({ env: owner, signal }), signal }),
  });
  const list = async (): Promise<readonly string[]> => {
    const all = await Promise.all(REPOSITORIES.map((one) => reader.tags(`${host}/${one}`)));
    return all.flat();
  };
  let looks = 0;
  const between = await standBetween(host, {
    after: async ({ method, path }) => {
      const reference = /\/manifests\/([^/?]+)/.exec(path)?.[1];
      if (method !== 'PUT' || reference === undefined || published) return;
      named.add(decodeURIComponent(reference));
      looks += 1;
      listed.push(...(await list()));
    },
  });
  try {
    const env = await keptFor(`${dir}-between`, [between.host]);
    const observer: Observer = {
      before: ({ stage, door }) => {
        if (stage === 'publish' && door === 'versionNames') published = true;
      },
    };
    const variant = demands === 'htpasswd' ? 'private' : 'public';
    const answer = await rehearseBase(base, dir, variant, { host: between.host, env, observer });
    const seen = [...new Set([...listed, ...named])];
    const strange = seen.filter((one) => !COMPUTED.test(one));
    const given = (await list()).filter((one) => !COMPUTED.test(one)).toSorted();
    const results: CheckResult[] = [
      { name: 'ends well', passed: answer.exit === 0, said: said(answer).slice(0, 1500) },
      {
        name: `in ${looks} listings before publish nothing is named but by digests`,
        passed: looks > 10 && strange.length === 0 && listed.length > 0 === !api,
        said: `${looks} listings, ${strange.join(', ')}`,
      },
      {
        name: 'then all names are there',
        passed: given.join(' ') === GIVEN,
        said: given.join(', '),
      },
    ];
    return { exit: answer.exit, results };
  } finally {
    await between.close();
  }
};

/** Image and chart, each in its mirror, too; `latest` moves in the origin alone. */
const GIVEN = `0.4.1 0.4.1 latest ${TAG} ${TAG}`;

/** All that the example writes. */
export const REPOSITORIES = [
  'ghcr.io/acme/widget',
  'ghcr.io/acme/charts/widget',
  'registry.example/team/widget',
  'registry.example/team/charts/widget',
];

/** Judges the whole of it, with what its readers have. */
export const judgeDirectory = async ({ registry, dir, owner }: Omit<RehearsedInto, 'content' | 'roots'>) => {
  const { host, demands } = registry;
  const login = demands === 'htpasswd' ? ['--login', host] : [];
  const argv = ['verify', dir, '--rehearsal', '--registry', host, ...login, '--json'];
  const env = login.length > 0 ? owner : await keptNothing(`${dir}-nobody`);
  return colophon(argv, { env: present(env), cwd: dir });
};

const directoryChecks = async (into: RehearsedInto): Promise<readonly CheckResult[]> => {
  const { exit, stdout, stderr } = await judgeDirectory(into);
  return [expectEnd('proves the directory', { status: exit, said: `${stderr}${stdout}` }, { ok: true })];
};

/** Each image and chart, origin and mirror, in the place that this registry plays. */
const imageChecks = async (into: RehearsedInto): Promise<readonly CheckResult[]> => {
  const { registry, roots } = into;
  const results: CheckResult[] = [];
  for (const root of roots) {
    const place = `${registry.host}/${root.repository}`;
    results.push(
      proves(
        `proves ${nameOf(root)}`,
        await judgeImage(into, `${place}:${root.tag}`, root),
        'IMAGE_TAG_GIVEN',
      ),
    );
  }
  const [root] = roots;
  if (root === undefined) return results;
  const place = `${registry.host}/${root.repository}`;
  const [tag, digest] = [
    await judgeImage(into, `${place}:${root.tag}`),
    await judgeImage(into, `${place}@${root.digest}`),
  ];
  return [
    ...results,
    expectEnd('refuses a tag where no list names the place', tag, {
      ok: false,
      saying: /IMAGE_ROLE_MISMATCH/,
    }),
    proves('proves a digest there', digest, 'IMAGE_ELSEWHERE'),
  ];
};

/** Judges what lies there as a rehearsal's, with what its readers have; `as` for what it stands for. */
export const judgeImage = async (
  { registry, dir, content, owner }: Omit<RehearsedInto, 'roots'>,
  target: string,
  as?: Root,
): Promise<Ended> => {
  const { host, demands } = registry;
  const trust = ['--rehearsal', '--trusted-root', content.trustedRoot, '--repo', 'acme/widget'];
  const login = demands === 'htpasswd' ? ['--login', host] : [];
  const called = as === undefined ? [] : ['--as', as.repository];
  const env = login.length > 0 ? owner : await keptNothing(`${dir}-nobody`);
  const argv = ['verify', `oci://${target}`, ...trust, ...login, ...called, '--json'];
  const { exit, stdout, stderr } = await colophon(argv, { env: present(env), cwd: dir });
  return { status: exit, said: `${stderr}${stdout}` };
};

/** It is accepted, and this is among what was found. */
export const proves = (name: string, ended: Ended, code: string): CheckResult =>
  expectEnd(name, ended, { ok: true, saying: new RegExp(`"${code}"`) });

interface Doctored {
  readonly registries: readonly {
    readonly demands: string;
    readonly credential: string;
    readonly referrers: string;
    readonly manifest: string;
    readonly blobs: string;
  }[];
}

const doctorChecks = async ({
  registry,
  dir,
  roots,
  owner,
}: RehearsedInto): Promise<readonly CheckResult[]> => {
  const { host, demands, api } = registry;
  const [root] = roots;
  const target = `oci://${host}/${root?.repository}:${root?.tag}`;
  const { exit, stdout } = await colophon(['doctor', target, '--json'], { env: present(owner), cwd: dir });
  const [state] = (JSON.parse(stdout) as Doctored).registries;
  const found = [state?.referrers, state?.demands, state?.manifest, state?.blobs];
  const asks = { open: 'nothing', htpasswd: 'basic', token: 'bearer' }[demands];
  const wanted = [api ? 'api' : 'tag', asks, root?.digest, 'registry'];
  return [
    {
      name: `says ${wanted.slice(0, 2).join(' and ')}, and what is there`,
      passed: exit === 0 && JSON.stringify(found) === JSON.stringify(wanted),
      said: JSON.stringify(found),
    },
  ];
};

export const present = (env: NodeJS.ProcessEnv): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
