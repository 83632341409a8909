// The customer's image: its controller, web page, certificate authorities and licences, as its Dockerfile places them.
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { type CheckResult, expectEnd, run } from '../interop/kit.ts';
import { equal } from '../interop/layouts.ts';
import { CONTROLLER, LABELS, REPOSITORY, TAG, WEB } from './golden.ts';
import { sha256Of } from './programs.ts';
import type { CustomerRelease } from './rehearsed.ts';

interface Descriptor {
  readonly digest: string;
  readonly mediaType: string;
  readonly platform?: { readonly os: string; readonly architecture: string };
  readonly annotations?: Readonly<Record<string, string>>;
}

interface Document {
  readonly manifests?: readonly Descriptor[];
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
}

interface Config {
  readonly os: string;
  readonly architecture: string;
  readonly config: {
    readonly User?: string;
    readonly Entrypoint?: readonly string[];
    readonly Labels?: Readonly<Record<string, string>>;
  };
}

/**
 * Behaviours 26, 29, 31 and 32: one index with exactly the promised platforms under the version tag, and what is in it,
 * however it was made. Leaves what each platform holds where `rootOf` says.
 */
export const imageChecks = async (
  release: CustomerRelease,
  layers: number,
): Promise<readonly CheckResult[]> => {
  const layout = release.layout(REPOSITORY);
  const blob = (digest: string): string => join(layout, 'blobs', digest.replace(':', '/'));
  const read = async <T>(file: string): Promise<T> => JSON.parse(await readFile(file, 'utf8')) as T;
  const roots = (await read<Document>(join(layout, 'index.json'))).manifests ?? [];
  const named = roots.filter(({ annotations }) =>
    isVersion(annotations?.['org.opencontainers.image.ref.name']),
  );
  const tags = named.map(({ annotations }) => annotations?.['org.opencontainers.image.ref.name']);
  const { manifests = [] } = await read<Document>(blob(named[0]?.digest ?? ''));
  const platforms = manifests.map(({ platform }) => `${platform?.os}/${platform?.architecture}`);
  const results = [
    equal('behaviour 7: the image has its version tag and no other', tags.join(), TAG),
    equal('W31: its index holds exactly the promised platforms', platforms.join(), release.images.join()),
    equal(
      'it is the one of the sealed list',
      named[0]?.digest ?? '',
      release.colophon.images[0]?.digest ?? '',
    ),
  ];
  for (const [at, platform] of platforms.entries()) {
    const manifest = await read<Document>(blob(manifests[at]?.digest ?? ''));
    const config = await read<Config>(blob(manifest.config.digest));
    results.push(...saysOfItself(config, platform));
    const root = rootOf(release, platform);
    await mkdir(root, { recursive: true });
    results.push(equal(`it has its layers for ${platform}`, String(manifest.layers.length), String(layers)));
    for (const { digest } of manifest.layers) {
      const unpacked = await run('tar', ['-xzf', blob(digest), '-C', root]);
      results.push(expectEnd(`tar unpacks the layer for ${platform}`, unpacked, { ok: true }));
    }
    results.push(...(await holds(root, release, platform)));
  }
  return results;
};

/** Not the tag under which a registry without a list of referrers keeps one. */
const isVersion = (tag: string | undefined): boolean =>
  tag !== undefined && !/^sha256-[0-9a-f]{64}$/.test(tag);

/** Where a platform of the image is unpacked. */
export const rootOf = ({ scratch }: Pick<CustomerRelease, 'scratch'>, platform: string): string =>
  join(scratch, 'roots', platform.replace('/', '-'));

/** Behaviour 29, where the image is put together from scratch: what else is in it, once it is unpacked. */
export const composedChecks = async (release: CustomerRelease): Promise<readonly CheckResult[]> => {
  const results: CheckResult[] = [];
  const { said: authorities } = await run(join(release.tools.node, 'node'), [
    '-p',
    "require('tls').rootCertificates.join('\\n')",
  ]);
  for (const platform of release.images) {
    const root = rootOf(release, platform);
    const certificates = await readFile(join(root, 'etc/ssl/certs/ca-certificates.crt'), 'utf8');
    results.push(
      equal(
        `the certificate authorities for ${platform} are those that Node bundles, and none of this machine`,
        certificates.trim(),
        authorities,
      ),
      equal(
        `there is nothing else in the image for ${platform}`,
        (await readdir(root)).toSorted().join(),
        'breakglass,etc,frontend,licenses',
      ),
    );
  }
  return results;
};

const saysOfItself = (
  { os, architecture, config: { User, Entrypoint, Labels = {} } }: Config,
  platform: string,
): readonly CheckResult[] => {
  const wrong = Object.entries(LABELS).filter(([name, value]) => Labels[name] !== value);
  return [
    equal(`the image says that it is for ${platform}`, `${os}/${architecture}`, platform),
    equal(`its user for ${platform} is the one of nonroot`, User ?? '', '65532'),
    equal(`its entrypoint for ${platform}`, JSON.stringify(Entrypoint), '["/breakglass"]'),
    equal(
      `behaviour 26: its labels for ${platform}`,
      wrong.map(([name]) => `${name}=${Labels[name]}`).join(),
      '',
    ),
  ];
};

const holds = async (
  root: string,
  { source, tools }: CustomerRelease,
  platform: string,
): Promise<readonly CheckResult[]> => {
  const program = join(root, 'breakglass');
  const seen = await run('go', ['version', '-m', program], { env: { ...process.env, PATH: tools.path } });
  const page = await listed(join(root, 'frontend/dist'));
  return [
    equal(
      `the controller for ${platform} is the golden one`,
      await sha256Of(program),
      CONTROLLER[platform]?.sha256 ?? '',
    ),
    equal(`it can be executed by everyone`, ((await stat(program)).mode & 0o555).toString(8), '555'),
    {
      name: `the controller for ${platform} is not stamped by git, as in its Dockerfile`,
      passed: seen.status === 0 && !seen.said.includes('vcs.'),
      said: seen.said,
    },
    equal(`the web page for ${platform} has all its files`, String(page.length), String(WEB.files)),
    equal(`the web page for ${platform} is the golden one`, digestOf(page), WEB.list),
    ...(await licences(root, source, platform)),
  ];
};

const licences = async (root: string, source: string, platform: string): Promise<readonly CheckResult[]> => {
  const from = join(source, 'LICENSES');
  const wanted = (await readdir(from)).map((name) => [name, join(from, name)] as const);
  wanted.push(['PROJECT_LICENSE', join(source, 'LICENSE')]);
  const there = (await readdir(join(root, 'licenses'))).toSorted();
  const same = await Promise.all(
    wanted.map(
      async ([name, file]) => (await sha256Of(join(root, 'licenses', name))) === (await sha256Of(file)),
    ),
  );
  const passed =
    same.every(Boolean) &&
    there.join() ===
      wanted
        .map(([name]) => name)
        .toSorted()
        .join();
  return [{ name: `the licences for ${platform} are those of the commit`, passed, said: there.join() }];
};

/** As `sha256sum` prints them, sorted by path. */
const listed = async (dir: string): Promise<readonly string[]> => {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(
    files.toSorted().map(async (file) => `${await sha256Of(file)}  .${file.slice(dir.length)}\n`),
  );
};

const digestOf = (lines: readonly string[]): string =>
  createHash('sha256').update(lines.join('')).digest('hex');
