// Two rehearsals of one commit give the same bytes for everything but signatures and what lists their digests,
// wherever, whenever and under whatever settings of the machine they run.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, expect, it } from 'vitest';

import { sha256 } from '../../src/formats/sha256.ts';
import { BUILT, runProgram } from '../support/colophon.ts';
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
  const { assets } = JSON.parse(ran.stdout) as { readonly assets: string };
  const names = readdirSync(assets).sort();
  return new Map(names.map((name) => [name, sha256(readFileSync(join(assets, name)))]));
};

it('W27: two directories, time zones, umasks and locales make one release', async () => {
  const here = await rehearsed('a', '022', { TZ: 'UTC', LC_ALL: 'C', LANG: 'C' });
  const there = await rehearsed('b/deeper down/é', '077', {
    TZ: 'Asia/Kathmandu',
    LC_ALL: 'tr_TR.UTF-8',
    LANG: 'tr_TR.UTF-8',
  });
  expect([...there.keys()]).toEqual([...here.keys()]);
  const differing = [...here].filter(([name, digest]) => there.get(name) !== digest).map(([name]) => name);
  expect(differing.filter((name) => !SIGNED.test(name))).toEqual([]);
  // Signatures do differ: were they the same, the two would not be two.
  expect(differing.length).toBeGreaterThan(0);
}, 180_000);
