// A draft that holds a sealed list is released from that list: without ledger, build or new signature.
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { COLOPHON_MEDIA_TYPE } from '../../src/domain/colophon.ts';
import type { Digest } from '../../src/domain/digest.ts';
import type { CallSite } from '../../src/domain/event.ts';
import { sha256 } from '../../src/formats/sha256.ts';
import { colophon, ROOT, runProgram } from '../support/colophon.ts';
import { type Layout, namesIn, readLayouts } from '../support/layouts.ts';
import { createWidget } from '../support/widget.ts';

const root = mkdtempSync(join(tmpdir(), 'colophon-adopted-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** The draft holds the list and its signature; nothing of it is attached yet. */
const ATTACH: CallSite = {
  stage: 'seal',
  part: 'colophon',
  door: 'registryWriter',
  method: 'blob',
  n: 1,
};
/** Images, charts and mirrors have their names, and there is no release. */
const PUBLISH: CallSite = { stage: 'publish', part: 'names', door: 'publication', method: 'publish', n: 1 };
const SEAL = /\.colophon\.json(\.sigstore\.json)?$/;

const digests = (dir: string) =>
  new Map(
    readdirSync(dir)
      .sort()
      .map((name) => [name, sha256(readFileSync(join(dir, name)))]),
  );
const draft = (out: string): string => join(out, 'forge/drafts/v1.2.0/assets');
const registries = (out: string): readonly Layout[] => readLayouts(join(out, 'registries'));
const named = (out: string): readonly string[] => [...namesIn(join(out, 'registries')).keys()];
const attached = (out: string): readonly Digest[] =>
  registries(out).flatMap((layout) => layout.attached.map(({ digest }) => digest));
const sealsOf = ({ attached: all }: Layout) =>
  all.filter(({ artifactType }) => artifactType === COLOPHON_MEDIA_TYPE);

const killedAt = async (site: CallSite): Promise<void> => {
  const entry = join(ROOT, 'test/faults/colophon.ts');
  const killed = await runProgram(process.execPath, [entry, 'widget', '--out', 'killed'], {
    cwd: root,
    env: { COLOPHON_FAULT: JSON.stringify({ kill: site, moment: 'before' }) },
  });
  expect(killed.exit).toBe(-1);
  expect(existsSync(join(root, 'killed/forge/releases'))).toBe(false);
  cpSync(join(root, 'killed'), join(root, site.stage), { recursive: true });
};

beforeAll(async () => {
  createWidget({ dir: join(root, 'widget'), tag: 'v1.2.0' });
  // One after the other in one directory: the second goes on from where the first was killed.
  await killedAt(ATTACH);
  await killedAt(PUBLISH);
}, 240_000);

const copy = (stage: 'seal' | 'publish', name: string): string => {
  const out = join(root, name);
  cpSync(join(root, stage), out, { recursive: true });
  // What another machine would not have.
  for (const own of ['ledger.jsonl', 'store']) rmSync(join(out, own), { recursive: true });
  return out;
};

describe('a release that was killed after its seal', () => {
  it.each([
    { when: 'before the list was attached to anything', stage: 'seal', seals: 0, names: [] },
    {
      when: 'between the names of mirrors and the release',
      stage: 'publish',
      seals: 8,
      names: [
        'ghcr.io/acme/charts/widget:0.4.1',
        'ghcr.io/acme/widget:v1.2.0',
        'registry.example/team/charts/widget:0.4.1',
        'registry.example/team/widget:v1.2.0',
      ],
    },
  ] as const)(
    'is published from its sealed list, every byte the same, signatures included: $when',
    async ({ stage, seals, names }) => {
      const out = copy(stage, `elsewhere-${stage}`);
      const [files, lying] = [digests(draft(out)), attached(out)];
      expect([...files.keys()].filter((name) => SEAL.test(name))).toHaveLength(2);
      expect(registries(out).flatMap(sealsOf)).toHaveLength(seals);
      expect(named(out)).toEqual(names);
      const ran = await colophon(['rehearse', 'widget', '--out', out], { cwd: root });
      expect(ran.exit, ran.stderr).toBe(0);
      expect(ran.stderr).toMatch(/build +as the sealed list in the draft says/);
      expect(digests(join(out, 'forge/releases/v1.2.0/assets'))).toEqual(files);
      // What was attached is attached, the list was attached to all of it once, and nothing was signed again.
      const layouts = registries(out);
      expect(layouts.flatMap(({ lacking }) => lacking)).toEqual([]);
      for (const layout of layouts)
        expect(
          sealsOf(layout)
            .map(({ subject }) => subject)
            .toSorted(),
        ).toEqual(layout.manifests.toSorted());
      const added = attached(out).filter((digest) => !lying.includes(digest));
      const own = layouts.flatMap((layout) => sealsOf(layout).map(({ digest }) => digest));
      expect(added.every((digest) => own.includes(digest))).toBe(true);
      const [list, bundle] = [...files].flatMap(([name, digest]) => (SEAL.test(name) ? [digest] : []));
      for (const { layers } of layouts.flatMap(sealsOf)) expect(layers).toEqual([list, bundle]);
      expect(named(out).filter((name) => !name.endsWith(':latest'))).toEqual([
        'ghcr.io/acme/charts/widget:0.4.1',
        'ghcr.io/acme/widget:v1.2.0',
        'registry.example/team/charts/widget:0.4.1',
        'registry.example/team/widget:v1.2.0',
      ]);
      expect((await colophon(['verify', out, '--rehearsal'])).exit).toBe(0);
    },
    120_000,
  );

  it.each([
    { change: 'an asset was changed', name: 'widget-table.csv' },
    { change: 'the sealed list was changed', name: 'widget_v1.2.0.colophon.json' },
    { change: 'the seal was changed', name: 'widget_v1.2.0.colophon.json.sigstore.json' },
  ])('is not published when $change meanwhile', async ({ name }) => {
    const out = copy('seal', name);
    const file = join(draft(out), name);
    writeFileSync(
      file,
      readFileSync(file, 'utf8')
        .replace(/[a-f0-9]{8}/, 'deadbeef')
        .concat(' '),
    );
    const ran = await colophon(['rehearse', 'widget', '--out', out, '--json'], { cwd: root });
    expect(ran.exit).toBe(1);
    expect(JSON.parse(ran.stdout)).toMatchObject({ ok: false });
    expect(existsSync(join(out, 'forge/releases'))).toBe(false);
    expect(named(out)).toEqual([]);
  });

  it('is not published when a layer was changed meanwhile', async () => {
    const out = copy('seal', 'layer');
    const layout = join(out, 'registries/ghcr.io+acme+widget/blobs/sha256');
    const layer = readdirSync(layout).find((name) =>
      readFileSync(join(layout, name)).subarray(0, 2).equals(Buffer.of(0x1f, 0x8b)),
    );
    appendFileSync(join(layout, layer ?? ''), ' ');
    const ran = await colophon(['rehearse', 'widget', '--out', out, '--json'], { cwd: root });
    expect(ran.exit).toBe(1);
    expect(JSON.parse(ran.stdout)).toMatchObject({
      ok: false,
      error: { code: 'NOT_PROVED' },
    });
    expect(existsSync(join(out, 'forge/releases'))).toBe(false);
    expect(named(out)).toEqual([]);
  });
});
