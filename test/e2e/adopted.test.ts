// A draft that holds a sealed list is released from that list: without ledger, build or new signature.
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { CallSite } from '../../src/domain/event.ts';
import { sha256 } from '../../src/formats/sha256.ts';
import { colophon, ROOT, runProgram } from '../support/colophon.ts';
import { createWidget } from '../support/widget.ts';

const root = mkdtempSync(join(tmpdir(), 'colophon-adopted-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const PUBLISH: CallSite = { stage: 'publish', part: 'names', door: 'publication', method: 'publish', n: 1 };
const digests = (dir: string) =>
  new Map(
    readdirSync(dir)
      .sort()
      .map((name) => [name, sha256(readFileSync(join(dir, name)))]),
  );

beforeAll(async () => {
  createWidget({ dir: join(root, 'widget'), tag: 'v1.2.0' });
  const entry = join(ROOT, 'test/faults/colophon.ts');
  const killed = await runProgram(process.execPath, [entry, 'widget', '--out', 'killed'], {
    cwd: root,
    env: { COLOPHON_FAULT: JSON.stringify({ kill: PUBLISH, moment: 'before' }) },
  });
  expect(killed.exit).toBe(-1);
  expect(existsSync(join(root, 'killed/forge/releases'))).toBe(false);
}, 120_000);

const copy = (name: string): string => {
  cpSync(join(root, 'killed'), join(root, name), { recursive: true });
  // What another machine would not have.
  for (const own of ['ledger.jsonl', 'store']) rmSync(join(root, name, own), { recursive: true });
  return join(root, name);
};

describe('a release that was killed between seal and publish', () => {
  it('is published from its sealed list, every byte the same, signatures included', async () => {
    const out = copy('elsewhere');
    const before = digests(join(out, 'forge/drafts/v1.2.0/assets'));
    const ran = await colophon(['rehearse', 'widget', '--out', out], { cwd: root });
    expect(ran.exit, ran.stderr).toBe(0);
    expect(ran.stderr).toMatch(/build +as the sealed list in the draft says/);
    expect(digests(join(out, 'forge/releases/v1.2.0/assets'))).toEqual(before);
    expect((await colophon(['verify', out, '--rehearsal'])).exit).toBe(0);
  });

  it.each([
    { change: 'an asset was changed', name: 'widget-table.csv' },
    { change: 'the sealed list was changed', name: 'widget_v1.2.0.colophon.json' },
    { change: 'the seal was changed', name: 'widget_v1.2.0.colophon.json.sigstore.json' },
  ])('is not published when $change meanwhile', async ({ name }) => {
    const out = copy(name);
    const file = join(out, 'forge/drafts/v1.2.0/assets', name);
    writeFileSync(
      file,
      readFileSync(file, 'utf8')
        .replace(/[a-f0-9]{8}/, 'deadbeef')
        .concat(' '),
    );
    const ran = await colophon(['rehearse', 'widget', '--out', out, '--json'], { cwd: root });
    expect(ran.exit).toBe(1);
    expect(JSON.parse(ran.stdout)).toMatchObject({ ok: false, public: 'nothing' });
    expect(existsSync(join(out, 'forge/releases'))).toBe(false);
  });
});
