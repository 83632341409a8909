// The customer's manifests and chart: as its process renders them, but for what pins them to the image of the release.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { parse } from 'yaml';

import { type CheckResult, expectEnd, run } from '../interop/kit.ts';
import { equal } from '../interop/layouts.ts';
import { CHART, MANIFESTS, REPOSITORY, TAG } from './golden.ts';
import { sha256Of } from './programs.ts';
import type { CustomerRelease } from './rehearsed.ts';
import { PEERS } from './tools.ts';

/** Behaviours 9 to 14 and 45 to 53, W27 and W30. */
export const packageChecks = async (release: CustomerRelease): Promise<readonly CheckResult[]> => [
  ...(await manifests(release)),
  ...(await bundled(release)),
  ...(await chart(release)),
];

const manifests = async ({ assets, colophon }: CustomerRelease): Promise<readonly CheckResult[]> => {
  const results: CheckResult[] = [];
  const image = `${REPOSITORY}:${TAG}@${colophon.images[0]?.digest}`;
  for (const [name, golden] of Object.entries(MANIFESTS)) {
    const text = await readFile(join(assets, name), 'utf8');
    const mentioned = [...text.matchAll(/^\s*(?:- )?image: (.+)$/gm)].map(([, one = '']) => one);
    const wanted = name === 'manifests-crds.yaml' ? '' : image;
    results.push(
      equal(`W30: ${name} mentions the image of this release by tag and digest`, mentioned.join(), wanted),
    );
    const unpinned = text.replace(/^(\s*(?:- )?image: .+)@sha256:[0-9a-f]{64}$/gm, '$1');
    results.push(equal(`but for that ${name} is the golden one`, digestOf(unpinned), golden));
  }
  return results;
};

/** The archive of them all, with the definitions as they lie in the repository. */
const bundled = async ({ assets, scratch, source }: CustomerRelease): Promise<readonly CheckResult[]> => {
  const archive = `manifests-${TAG}.tgz`;
  const dir = join(scratch, 'unpacked', archive);
  await mkdir(dir, { recursive: true });
  const unpacked = await run('tar', ['-xzf', join(assets, archive), '-C', dir]);
  const found = await filesIn(dir);
  const bases = 'config/crd/bases';
  const crds = await readdir(join(source, bases));
  const wanted = [
    ...Object.keys(MANIFESTS).map((name) => [name, join(assets, name)] as const),
    ...crds.map((name) => [`${bases}/${name}`, join(source, bases, name)] as const),
  ];
  const wrong: string[] = [];
  for (const [path, file] of wanted)
    if ((await sha256Of(join(dir, path))) !== (await sha256Of(file))) wrong.push(path);
  return [
    expectEnd(`tar unpacks ${archive}`, unpacked, { ok: true }),
    equal('behaviour 13: it holds the manifests and the definitions of the commit', wrong.join(), ''),
    equal('and nothing else', String(found.length), String(wanted.length)),
  ];
};

const chart = async (release: CustomerRelease): Promise<readonly CheckResult[]> => {
  const { assets, scratch, source, colophon } = release;
  const archive = `${CHART.name}-${CHART.version}.tgz`;
  const dir = join(scratch, 'unpacked', archive);
  await mkdir(dir, { recursive: true });
  const unpacked = await run('tar', ['-xzf', join(assets, archive), '-C', dir]);
  const packed = join(dir, CHART.name);
  const files = await filesIn(packed);
  const origin = join(source, 'charts', CHART.name);
  const changed: string[] = [];
  for (const file of files)
    if ((await sha256Of(join(packed, file))) !== (await sha256Of(join(origin, file)))) changed.push(file);
  const read = async (root: string) => parse(await readFile(join(root, 'Chart.yaml'), 'utf8')) as object;
  const own = (await read(packed)) as { readonly version?: string; readonly appVersion?: string };
  const listed = colophon.charts[0];
  return [
    expectEnd(`tar unpacks ${archive}`, unpacked, { ok: true }),
    equal(`${archive} has as many files as helm packs`, String(files.length), String(CHART.files)),
    equal('all but Chart.yaml are those of the commit', changed.join(), 'Chart.yaml'),
    equal('behaviour 14: its version is its own', own.version ?? '', CHART.version),
    equal('behaviour 47: its appVersion is the tag', own.appVersion ?? '', TAG),
    equal(
      'and nothing else of Chart.yaml means something else',
      sorted({ ...own, appVersion: '' }),
      sorted({ ...(await read(origin)), appVersion: '' }),
    ),
    equal(
      'behaviour 45: it lies below the repository',
      listed?.repository ?? '',
      `${REPOSITORY}/charts/${CHART.name}`,
    ),
    ...(await inRegistry(release, join(assets, archive))),
    ...(await shown(join(assets, archive))),
  ];
};

/** W18: what lies in the registry is the very file that is an asset. */
const inRegistry = async (release: CustomerRelease, file: string): Promise<readonly CheckResult[]> => {
  const layout = release.layout(`${REPOSITORY}/charts/${CHART.name}`);
  const digest = await sha256Of(file);
  const blob = join(layout, 'blobs/sha256', digest);
  return [
    {
      name: 'W18: the chart in the registry is the asset, byte for byte',
      passed: existsSync(blob),
      said: digest,
    },
  ];
};

/** Behaviour 66, where helm is at hand. */
const shown = async (file: string): Promise<readonly CheckResult[]> => {
  const helm = join(PEERS, 'bin/helm');
  if (!existsSync(helm)) return [];
  const ended = await run(helm, ['show', 'chart', file]);
  const said = new RegExp(`^appVersion: ${TAG.replaceAll('.', '\\.')}$`, 'm');
  return [expectEnd('helm shows the chart with the tag as appVersion', ended, { ok: true, saying: said })];
};

const filesIn = async (dir: string): Promise<readonly string[]> =>
  (await readdir(dir, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(dir.length + 1));

const sorted = (value: object): string =>
  JSON.stringify(Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))));

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');
