// The whole arc on examples/widget: a rehearsal, what it leaves, and what is said about it.
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';

import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { verify } from '../../src/cli/check/index.ts';
import type { Answer } from '../../src/cli/command.ts';
import { plan, rehearse } from '../../src/cli/make/index.ts';
import { STAGE_NAMES } from '../../src/domain/stage-name.ts';
import { sha256 } from '../../src/formats/sha256.ts';
import { quietInvocation } from '../support/invocation.ts';
import { createWidget, type Widget } from '../support/widget.ts';

let root = '';
let widget: Widget;
let first: Answer;
let said = '';

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'colophon-rehearse-'));
  widget = createWidget({ dir: join(root, 'widget'), tag: 'v1.0.0' });
  writeFileSync(join(widget.dir, 'scribble.txt'), 'not committed');
  const heard = quietInvocation(root);
  first = await rehearse('widget', { out: 'out' }, heard.invocation);
  said = heard.said();
}, 120_000);
afterAll(() => rmSync(root, { recursive: true, force: true }));

const out = (...path: readonly string[]): string => join(root, 'out', ...path);

describe('a rehearsal', () => {
  it('ends with 0 and the document of the contract, all paths absolute', () => {
    expect(first.exit).toBe(0);
    expect(Object.keys(first.document)).toEqual([
      'kind',
      'out',
      'assets',
      'trustedRoot',
      'identity',
      'images',
      'mirrors',
      'charts',
      'release',
      'verify',
      'stages',
    ]);
    const document = first.document as unknown as {
      readonly assets: string;
      readonly trustedRoot: string;
      readonly release: { readonly notes: string };
    };
    const { assets, trustedRoot, release } = document;
    expect(first.document.kind).toBe('colophon.rehearsal');
    expect(release).toMatchObject({
      repository: 'acme/widget',
      tag: 'v1.0.0',
      commit: widget.commit,
      latest: true,
    });
    expect(first.document['verify']).toEqual(['colophon', 'verify', out(), '--rehearsal']);
    for (const path of [assets, trustedRoot, release.notes])
      expect([isAbsolute(path), existsSync(path)]).toEqual([true, true]);
  });

  it('W40: went through all sixteen stages, one line each', () => {
    expect(first.document['stages']).toEqual(
      STAGE_NAMES.map((name) => ({ name, ms: expect.any(Number) as number })),
    );
    for (const name of STAGE_NAMES) expect(said).toMatch(new RegExp(`^  ${name} +.*\\d\\.\\d s$`, 'm'));
    expect(said).not.toContain('\x1b');
  });

  it('reports what is not committed and leaves the repository as it was', () => {
    expect(said).toContain('1 uncommitted path is not part of this');
    expect(widget.git('status', '--porcelain')).toBe('?? scribble.txt');
    expect(widget.git('tag')).toBe('v1.0.0');
  });

  it('leaves no key, no checkout and no lock behind', () => {
    expect(readdirSync(out()).sort()).toEqual([
      '.gitignore',
      'forge',
      'ledger.jsonl',
      'registries',
      'rehearsal.json',
      'sigstore',
      'store',
    ]);
    expect(readdirSync(out('sigstore/v1.0.0'))).toEqual(['trusted_root.json']);
    for (const layout of readdirSync(out('registries')))
      expect(readdirSync(out('registries', layout, 'incoming'))).toEqual([]);
    expect(readdirSync(out('forge')).includes('drafts') ? readdirSync(out('forge/drafts')) : []).toEqual([]);
  });

  it('shows where image, chart and their mirror lie, each of them whole in its layout', () => {
    const places = [
      ['images', 'ghcr.io/acme/widget', 'v1.0.0'],
      ['charts', 'ghcr.io/acme/charts/widget', '0.4.1'],
      ['mirrors', 'registry.example/team/charts/widget', '0.4.1'],
      ['mirrors', 'registry.example/team/widget', 'v1.0.0'],
    ] as const;
    const shown = (['images', 'charts', 'mirrors'] as const).flatMap((key) =>
      (first.document[key] as readonly { reference: string; digest: string; layout: string }[]).map(
        ({ reference, digest, layout }) => ({ key, reference, digest, layout }),
      ),
    );
    expect(shown.map(({ key, reference, layout }) => [key, reference, layout])).toEqual(
      places.map(([key, repository, tag]) => [
        key,
        `${repository}:${tag}`,
        out('registries', repository.replaceAll('/', '+')),
      ]),
    );
    for (const { digest, layout } of shown)
      expect(sha256(readFileSync(join(layout, 'blobs/sha256', digest.slice('sha256:'.length))))).toBe(digest);
    const [image, chart, ...mirrors] = shown.map(({ digest }) => digest);
    expect(mirrors).toEqual([chart, image]);
  });

  it('describes files, images and index in SPDX that is valid against the published schema', () => {
    const schema = new URL('../../src/formats/spdx/fixtures/spdx-2.3.schema.json', import.meta.url);
    const conforms = new Ajv({ strict: false, allErrors: true }).compile(
      JSON.parse(readFileSync(schema, 'utf8')) as object,
    );
    const assets = first.document['assets'] as string;
    const sboms = readdirSync(assets).filter((name) => name.endsWith('.spdx.json'));
    for (const kind of [/\.tar\.gz\./, /\.zip\./, /\.tgz\./, /\.image\./, /\.index\./])
      expect(sboms.filter((name) => kind.test(name))).not.toEqual([]);
    for (const name of sboms) {
      expect(conforms(JSON.parse(readFileSync(join(assets, name), 'utf8'))), name).toBe(true);
    }
  });

  it('W36: says how to prove it, and that works', async () => {
    expect(first.text).toContain('rehearsed v1.0.0');
    expect(first.text).toContain('colophon verify ./out --rehearsal');
    expect((await verify([out()], { rehearsal: true }, quietInvocation(root).invocation)).exit).toBe(0);
    expect((await verify([out()], {}, quietInvocation(root).invocation)).exit).toBe(1);
  });

  it('builds nothing a second time, signs nothing again, and still ends with 0', async () => {
    const before = statSync(out('ledger.jsonl')).size;
    const again = await rehearse('widget', { out: 'out' }, quietInvocation(root).invocation);
    expect([again.exit, again.text]).toEqual([0, expect.stringContaining('was rehearsed before')]);
    expect(readFileSync(out('ledger.jsonl')).length).toBe(before);
  });

  it('proves itself after it was moved, registries and all', async () => {
    const moved = join(root, 'moved');
    renameSync(out(), moved);
    const judge = () => verify([moved], { rehearsal: true }, quietInvocation(root).invocation);
    const judged = await judge();
    const layer = join(moved, 'registries/registry.example+team+widget/blobs/sha256');
    const [name = ''] = readdirSync(layer);
    renameSync(join(layer, name), join(root, 'kept'));
    const lacking = await judge();
    renameSync(join(root, 'kept'), join(layer, name));
    renameSync(moved, out());
    expect(judged.exit).toBe(0);
    const { findings } = judged.document as unknown as { findings: readonly { code: string }[] };
    expect(findings.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['LIST_CLOSED', 'IMAGE_HOLDS', 'CHART_HOLDS', 'MIRROR_EQUAL']),
    );
    // A mirror that lacks one blob, whichever it is, is no mirror.
    expect(lacking.exit).toBe(1);
  });
});

describe('a rehearsal that cannot be', () => {
  it.each([
    { name: 'no repository', path: '.', options: {}, code: 'NOT_A_GIT_REPOSITORY', exit: 2 },
    { name: 'an unknown ref', path: 'widget', options: { ref: 'gone' }, code: 'REF_UNKNOWN', exit: 2 },
    { name: 'an unknown tag', path: 'widget', options: { tag: 'v9.9.9' }, code: 'REF_UNKNOWN', exit: 2 },
    {
      name: 'no forge state',
      path: 'widget',
      options: { forgeState: 'gone' },
      code: 'FILE_MISSING',
      exit: 2,
    },
  ])('stops for $name with its code, having written nothing', async ({ path, options, code, exit }) => {
    const heard = quietInvocation(root);
    const answer = await rehearse(path, { ...options, out: 'never' }, heard.invocation);
    expect(answer.exit).toBe(exit);
    expect(answer.document).toMatchObject({ kind: 'colophon.error', error: { code }, public: 'nothing' });
    expect(heard.said()).toContain('public now: nothing');
    expect(heard.said()).not.toMatch(/^\s+at /m);
    expect(existsSync(join(root, 'never'))).toBe(false);
  });

  it('leaves what lies in another directory alone', async () => {
    const answer = await rehearse('widget', { out: 'widget/src' }, quietInvocation(root).invocation);
    expect(answer.document).toMatchObject({ error: { code: 'OUT_NOT_EMPTY' } });
    expect(readdirSync(join(root, 'widget/src'))).not.toContain('.gitignore');
  });

  it('tells the gate’s refusals all at once, and publishes nothing', async () => {
    const state = { kind: 'colophon.forge-state', version: 1, changes: [], checks: [] };
    writeFileSync(join(root, 'state.json'), JSON.stringify(state));
    const heard = quietInvocation(root);
    const answer = await rehearse('widget', { out: 'refused', forgeState: 'state.json' }, heard.invocation);
    expect(answer.exit).toBe(1);
    expect(answer.document).toMatchObject({ error: { code: 'CHANGE_REQUEST_MISSING' }, public: 'nothing' });
    const { findings } = answer.document as unknown as {
      findings: readonly { result: string; demanded: boolean; rehearsed?: true }[];
    };
    expect(findings.filter(({ result, demanded }) => demanded && result !== 'proved').length).toBeGreaterThan(
      1,
    );
    expect(heard.said()).toContain('says the stand-in forge');
    expect(existsSync(join(root, 'refused/forge/releases'))).toBe(false);
  });
});

describe('a plan', () => {
  it('is ready for the tag at HEAD, names the assets and who may reach what', async () => {
    const answer = await plan({}, quietInvocation(widget.dir).invocation);
    expect(answer.exit).toBe(0);
    expect(answer.document).toMatchObject({
      kind: 'colophon.plan',
      ready: true,
      release: { tag: 'v1.0.0' },
      public: 'nothing',
    });
    expect(answer.text).toContain('ready: nothing stands in the way of v1.0.0');
    expect(answer.text).toMatch(/^ {2}seal +clock, drafts, forge, prover,.* signer, store$/m);
    expect(answer.text).toContain('widget_linux_amd64.tar.gz');
    expect(widget.git('status', '--porcelain')).toBe('?? scribble.txt');
  });

  it('takes a tag that is not there yet for one at HEAD', async () => {
    const answer = await plan({ tag: 'v1.1.0' }, quietInvocation(widget.dir).invocation);
    expect(answer.document).toMatchObject({
      kind: 'colophon.plan',
      release: { tag: 'v1.1.0', commit: widget.commit },
    });
  });

  it('says no to a tag that can be none', async () => {
    const answer = await plan({ tag: 'v1.0' }, quietInvocation(widget.dir).invocation);
    expect(answer.exit).toBe(1);
  });
});
