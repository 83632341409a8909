// The parts of `npm run interop`: what each needs, why it cannot run here, and what it runs.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { customerChecks } from '../customer/checks.ts';
import { registryChecks, whyNoRegistry } from '../customer/registry.ts';
import { type CustomerRelease, fewerPlatforms, rehearseCustomer } from '../customer/rehearsed.ts';
import { customerTools, PEERS, SHARED } from '../customer/tools.ts';
import { ROOT } from '../support/colophon.ts';
import { buildahChecks, buildctlChecks, buildxChecks, installBuildx } from './builders.ts';
import { helmChecks, kustomizeChecks } from './charts.ts';
import { copyChecks } from './copies.ts';
import { dockerfileReleaseChecks } from './dockerfile-release.ts';
import { diskFullChecks } from './disk-full.ts';
import { ghRehearsalChecks } from './gh-images.ts';
import { goBuildInfo } from './go-build-info.ts';
import { type CheckResult, run } from './kit.ts';
import { orasChecks, skopeoChecks } from './layouts.ts';
import { localImageChecks } from './local-images.ts';
import { cosignImageChecks, craneChecks, helmPullChecks, withRegistry } from './pushed-content.ts';
import { installPythonPeers } from './python-peers.ts';
import { type RehearsedContent, rehearsedContent, rootsOf } from './rehearsed-content.ts';
import {
  distributionIn,
  installDistribution,
  realRegistryChecks,
  signedRegistryChecks,
} from './registry-checks.ts';
import { releasedChecks } from './released-checks.ts';
import { schemaChecks } from './schemas.ts';
import { rehearsalChecks, releaseChecks } from './sigstore.ts';
import { umociChecks } from './unpacked-images.ts';
import { createWidgetRehearsal, unpackingChecks, widgetCosignChecks } from './widget.ts';

export interface Part {
  readonly name: string;
  /** Why it cannot run here; `undefined` when it can. Asked when its turn comes: it may install what it needs. */
  readonly skip: () => Promise<string | undefined>;
  /** `scratch` is its own. */
  readonly run: (scratch: string) => Promise<readonly CheckResult[]>;
}

const KIT = join(SHARED, 'interop');
const BIN = join(PEERS, 'bin');

/** In the order in which they run; the example is rehearsed once, below `scratch`, for all that read it. */
export const parts = (scratch: string): readonly Part[] => {
  const widget = once(() => createWidgetRehearsal(join(scratch, 'example')));
  const customer = once(() => rehearsedCustomer(join(scratch, 'customer')));
  const content = async (own: string): Promise<RehearsedContent> =>
    rehearsedContent((await widget()).dir, { bin: BIN, scratch: join(own, 'peers') });
  return [
    {
      name: 'unpackers and sha256sum',
      skip: () => missing('bsdtar', 'unzip', 'sha256sum'),
      run: async () => unpackingChecks(await widget()),
    },
    { name: 'a full disk', skip: whyNoTmpfs, run: diskFullChecks },
    {
      name: 'builders: BuildKit by buildctl, here and over TLS',
      skip: async () => (await building('runc', 'openssl')) ?? peers('buildkitd', 'buildctl', 'crane'),
      run: (own) => buildctlChecks(own, BIN),
    },
    {
      name: 'builders: docker buildx',
      skip: async () =>
        (await building('runc', 'docker', 'go')) ??
        (await peers('buildkitd', 'buildctl')) ??
        installBuildx(BIN),
      run: (own) => buildxChecks(own, BIN),
    },
    {
      name: 'builders: buildah',
      skip: async () => (await building('buildah')) ?? peers('crane'),
      run: (own) => buildahChecks(own, BIN),
    },
    {
      name: 'a release with an image from a Dockerfile, built here and handed over',
      skip: async () => (await building('runc', 'git')) ?? peers('buildkitd', 'buildctl'),
      run: (own) => dockerfileReleaseChecks(own, BIN),
    },
    { name: 'Go build information', skip: () => missing('go'), run: goBuildInfo },
    {
      name: 'stock cosign and a rehearsal',
      skip: signing,
      run: async () => widgetCosignChecks(await widget(), BIN),
    },
    {
      name: 'skopeo, oras and kustomize, and what a rehearsal made',
      skip: reading,
      run: async (own) => {
        const made = await content(own);
        return [...(await skopeoChecks(made)), ...(await orasChecks(made)), ...(await kustomizeChecks(made))];
      },
    },
    {
      name: 'copies by oras and skopeo, judged',
      skip: reading,
      run: async (own) => copyChecks(await content(own)),
    },
    {
      name: 'umoci and the images of a rehearsal',
      skip: async () => (await whyNoImages()) ?? missing('skopeo', 'umoci'),
      run: async (own) => umociChecks(await content(own), UNPACKED),
    },
    {
      name: 'schemas of SPDX and Kubernetes',
      skip: async () =>
        (await whyNoImages()) ??
        (await peers('helm')) ??
        ((await python()) === undefined
          ? 'spdx-tools and kubernetes-validate could not be installed'
          : undefined),
      run: async (own) => schemaChecks(await content(own), (await python()) ?? ''),
    },
    {
      name: 'crane, cosign, gh and helm, and a rehearsal in a registry',
      skip: pushing,
      run: async (own) => {
        const made = await content(own);
        const roots = rootsOf(made);
        return withRegistry(made, async (place) => [
          ...(await craneChecks(made, place)),
          ...(await cosignImageChecks(made, roots, place)),
          ...(await localImageChecks(made)),
          ...(await ghRehearsalChecks(made, roots, place)),
          ...(await helmChecks(made)),
          ...(await helmPullChecks(made, roots, place)),
        ]);
      },
    },
    {
      name: 'the rehearsal’s Sigstore',
      skip: signing,
      run: (own) => rehearsalChecks({ peers: BIN, scratch: own }),
    },
    {
      name: 'a real Sigstore',
      skip: signing,
      run: (own) => releaseChecks({ peers: BIN, scratch: own, kit: KIT }),
    },
    {
      name: 'a real Sigstore and a whole release with images',
      skip: pushing,
      run: (own) => releasedChecks({ peers: BIN, scratch: own, kit: KIT }),
    },
    {
      name: 'registries: the client, the command line, mirrors and a collection of garbage',
      skip: serving,
      run: (own) => realRegistryChecks({ bin: BIN, distribution: distributionIn(PEERS), scratch: own }),
    },
    {
      name: 'registries: a release by a real Sigstore, and what others accept of it',
      skip: async () => (await serving()) ?? (await pushing()),
      run: (own) =>
        signedRegistryChecks({ bin: BIN, distribution: distributionIn(PEERS), scratch: own, kit: KIT }),
    },
    {
      name: 'the first customer’s whole release, for fewer platforms',
      skip: whyNoCustomer,
      run: async () => customerChecks((await customer()).release),
    },
    {
      name: 'the same in a real registry with its mirror',
      skip: async () => (await whyNoRegistry()) ?? whyNoCustomer(),
      run: async () => {
        const { release, configuration } = await customer();
        return registryChecks(release, configuration);
      },
    },
  ];
};

/** One to run and one in a zip: each platform more is minutes of compiling on a cold machine. */
const CUSTOMER = { programs: ['linux/amd64', 'windows/amd64'], images: ['linux/amd64'] };

/** Modes and owners of what the example puts into its images. */
const UNPACKED: Parameters<typeof umociChecks>[1] = [
  { image: 'widget', path: '/greet', mode: '755', owner: '0:0' },
  { image: 'widget', path: '/usr/share/man/man1', mode: '755', owner: '0:0' },
  { image: 'widget', path: '/usr/share/man/man1/widget.1', mode: '644', owner: '0:0' },
];

const once = <T>(make: () => Promise<T>): (() => Promise<T>) => {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
};

const tools = once(customerTools);

const whyNoCustomer = async (): Promise<string | undefined> => {
  const found = await tools();
  return typeof found === 'string' ? found : undefined;
};

const rehearsedCustomer = async (own: string): Promise<RehearsedCustomer> => {
  const found = await tools();
  if (typeof found === 'string') throw new Error(found);
  await mkdir(own, { recursive: true });
  const configuration = await fewerPlatforms(join(own, 'colophon.yaml'), CUSTOMER);
  return { configuration, release: await rehearseCustomer(own, found, configuration) };
};

interface RehearsedCustomer {
  readonly configuration: string;
  readonly release: CustomerRelease;
}

const python = once(async () =>
  (await missing('python3')) === undefined ? installPythonPeers(PEERS) : undefined,
);

const missing = async (...programs: readonly string[]): Promise<string | undefined> => {
  for (const program of programs)
    if ((await run('sh', ['-c', `command -v ${program}`])).status !== 0) return `${program} is not on PATH`;
  return undefined;
};

const installed = new Map<string, Promise<string | undefined>>();

/** Peers of the kit, built where they are not there yet. */
const peers = async (...names: readonly string[]): Promise<string | undefined> => {
  if (!existsSync(join(KIT, 'install-peers.sh')))
    return 'the interoperability kit is not beside this checkout';
  const go = await missing('go');
  if (go !== undefined) return go;
  for (const name of names) {
    const asked = installed.get(name) ?? install(name);
    installed.set(name, asked);
    const fault = await asked;
    if (fault !== undefined) return fault;
  }
  return undefined;
};

const install = (name: string): Promise<string | undefined> =>
  new Promise((resolve) => {
    const env = { ...process.env, COLOPHON_PEERS: PEERS };
    const child = execFile(join(KIT, 'install-peers.sh'), [name], { env }, (error) =>
      resolve(error === null ? undefined : `${name} could not be installed`),
    );
    child.stderr?.pipe(process.stderr);
  });

const signing = (): Promise<string | undefined> => peers('@sigstore', 'cosign', 'gh');

const reading = async (): Promise<string | undefined> =>
  (await whyNoImages()) ?? (await missing('skopeo')) ?? peers('oras', 'kustomize');

const pushing = async (): Promise<string | undefined> =>
  (await signing()) ?? (await reading()) ?? peers('crane', 'helm');

const serving = async (): Promise<string | undefined> =>
  (await missing('docker-registry', 'htpasswd', 'openssl')) ??
  (await peers('ociregistry', 'crane')) ??
  installDistribution(PEERS);

const whyNoImages = async (): Promise<string | undefined> =>
  /^ {2}images:/m.test(await readFile(join(ROOT, 'examples/widget/colophon.yaml'), 'utf8'))
    ? undefined
    : 'examples/widget has no image';

const whyNoTmpfs = async (): Promise<string | undefined> =>
  process.getuid?.() === 0 ? missing('mount') : 'mounting a small tmpfs needs root';

/** Containers are made by root here, from a busybox that needs no libraries. */
const building = async (...programs: readonly string[]): Promise<string | undefined> =>
  process.getuid?.() === 0
    ? missing('busybox', 'tar', ...programs)
    : 'building images without a daemon of the system needs root';
