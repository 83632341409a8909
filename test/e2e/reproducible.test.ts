// Two rehearsals of one commit give the same bytes for everything but signatures and what lists their digests,
// wherever, whenever and under whatever settings of the machine they run.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, expect, it } from 'vitest';

import { sha256 } from '../../src/formats/sha256.ts';
import { BUILT, runProgram } from '../support/colophon.ts';
import { type Layout, readLayouts } from '../support/layouts.ts';
import { createWidget } from '../support/widget.ts';

const root = mkdtempSync(join(tmpdir(), 'colophon-reproducible-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Signatures, and the one document that lists their digests. */
const SIGNED = /\.(intoto\.jsonl|sigstore\.json|colophon\.json)$/;

const rehearsed = async (where: string, umask: string, env: Readonly<Record<string, string>>) => {
  const dir = join(root, where);
  mkdirSync(dir, { recursive: true });
  createWidget({ dir: join(dir, 'widget'), tag: 'v1.2.0' });
  const command = `umask ${umask}; exec '${process.execPath}' '${BUILT}' rehearse widget --out out --json`;
  const ran = await runProgram('sh', ['-c', command], { cwd: dir, env });
  expect(ran.exit, ran.stdout).toBe(0);
  const { assets, out } = JSON.parse(ran.stdout) as { readonly assets: string; readonly out: string };
  const names = readdirSync(assets).sort();
  return {
    files: new Map(names.map((name) => [name, sha256(readFileSync(join(assets, name)))])),
    layouts: readLayouts(join(out, 'registries')),
  };
};

/** What a registry holds without its signatures, and for each manifest of what kinds those are. */
const unsigned = ({ repository, names, reached, attached, lacking }: Layout) => ({
  repository,
  names: [...names],
  reached,
  lacking,
  attached: attached
    .map(({ subject, artifactType, predicateType = '' }) => `${subject} ${artifactType} ${predicateType}`)
    .toSorted(),
});

it('W27: two directories, time zones, umasks and locales make one release', async () => {
  const here = await rehearsed('a', '022', { TZ: 'UTC', LC_ALL: 'C', LANG: 'C' });
  const there = await rehearsed('b/deeper down/é', '077', {
    TZ: 'Asia/Kathmandu',
    LC_ALL: 'tr_TR.UTF-8',
    LANG: 'tr_TR.UTF-8',
  });
  expect([...there.files.keys()]).toEqual([...here.files.keys()]);
  const differing = [...here.files].flatMap(([name, digest]) =>
    there.files.get(name) === digest ? [] : [name],
  );
  expect(differing.filter((name) => !SIGNED.test(name))).toEqual([]);
  // Signatures do differ: were they the same, the two would not be two.
  expect(differing.length).toBeGreaterThan(0);
  expect(there.layouts.map(unsigned)).toEqual(here.layouts.map(unsigned));
  // An index, two manifests, their configurations, a layer of each and one of both; all of it is compared.
  const reached = (repository: string) =>
    here.layouts.find((layout) => layout.repository === repository)?.reached.length;
  expect([reached('ghcr.io/acme/widget'), reached('ghcr.io/acme/charts/widget')]).toEqual([8, 3]);
  const bundles = ({ layouts }: typeof here) =>
    layouts.flatMap(({ attached }) => attached.map(({ digest }) => digest));
  expect(bundles(there).filter((digest) => bundles(here).includes(digest))).toEqual([]);
}, 180_000);
