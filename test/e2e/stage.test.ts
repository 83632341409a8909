// One release made by several processes: each does what it can, the next takes exactly what was given.
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { verify } from '../../src/cli/check/index.ts';
import type { Answer, Invocation } from '../../src/cli/command.ts';
import { stage } from '../../src/cli/make/index.ts';
import type { StageOptions } from '../../src/cli/make/options.ts';
import { STAGE_NAMES } from '../../src/domain/stage-name.ts';
import { quietInvocation } from '../support/invocation.ts';
import { createWidget } from '../support/widget.ts';

const CONFIGURATION = `version: 1
project: widget
repository: acme/widget
build:
  files:
    page: { command: [{ run: [node, -p, '1'], stdout: page }], outputs: [page] }
    cli:
      command: [{ run: [node, -p, '"{target}"'], stdout: cli }]
      inputs: [{ from: page, to: in }]
      outputs: [cli]
      platforms: [linux/amd64, linux/arm64]
    manual: { command: [{ run: [node, -p, '2'], stdout: manual }], outputs: [manual] }
  images:
    widget:
      repository: ghcr.io/acme/widget
      platforms: [linux/amd64, linux/arm64]
      layers: { base: scratch, files: [{ from: cli, to: /widget, mode: '0755' }], entrypoint: [/widget] }
package:
  files: [{ from: cli, path: '*', asset: 'cli_{os}_{arch}' }, { from: manual, path: '*', asset: manual }]
`;

let root = '';
const run = (name: string, options: StageOptions, over: Partial<Invocation> = {}): Promise<Answer> =>
  stage(name, 'widget', options, quietInvocation(root, over).invocation);
const given = ({ document }: Answer): string =>
  `${String(document['stage'])}=${String(document['gave'])}@${String(document['digest'])}`;
const refusal = ({ exit, document }: Answer): readonly unknown[] => [
  exit,
  (document['error'] as { readonly code: string } | undefined)?.code,
];

let amd64: Answer;
let arm64: Answer;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'colophon-stage-'));
  createWidget({
    dir: join(root, 'widget'),
    tag: 'v1.0.0',
    change: (dir) => writeFileSync(join(dir, 'colophon.yaml'), CONFIGURATION),
  });
  amd64 = await run('build', { store: 'a', platform: ['linux/amd64'], give: 'out-a' });
  arm64 = await run('build', { store: 'b', platform: ['linux/arm64'], give: 'out-b' });
}, 120_000);
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('one stage', () => {
  it('does the parts for a platform and what they are made from, and says what it left', () => {
    expect(amd64).toMatchObject({
      exit: 0,
      document: {
        kind: 'colophon.outcome',
        stage: 'build',
        parts: ['page', 'cli/linux_amd64', 'layer widget cli/linux_amd64', 'image widget linux/amd64'],
        left: ['cli/linux_arm64', 'manual', 'layer widget cli/linux_arm64', 'image widget linux/arm64'],
        digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) as string,
        gave: join(root, 'out-a'),
      },
    });
    expect(arm64.document['parts']).toEqual([
      'page',
      'cli/linux_arm64',
      'layer widget cli/linux_arm64',
      'image widget linux/arm64',
    ]);
  });

  it('gives a layout of one manifest, with all that its outcomes point at and nothing else', () => {
    expect(readdirSync(join(root, 'out-a')).sort()).toEqual(['blobs', 'index.json', 'oci-layout']);
    const index = JSON.parse(readFileSync(join(root, 'out-a/index.json'), 'utf8')) as {
      readonly manifests: readonly object[];
    };
    expect(index.manifests).toMatchObject([
      { digest: amd64.document['digest'], artifactType: 'application/vnd.colophon.handover.v1+json' },
    ]);
    // Manifest, empty config, list, four outcomes, two files, the image's manifest, config and layer.
    expect(readdirSync(join(root, 'out-a/blobs/sha256'))).toHaveLength(12);
  });

  it('is joined by a third process, which does only what nobody has done', async () => {
    const store = 'c';
    const rest = await run('build', { store, take: [given(amd64), given(arm64)], give: 'out-c' });
    expect(rest).toMatchObject({ exit: 0, document: { left: [] } });
    expect(rest.document['parts']).toHaveLength(8);
    const lines = readFileSync(join(root, 'c/ledger.jsonl'), 'utf8').trim().split('\n');
    // Two that were taken, `page` once, `manual` made here, and the gate.
    expect(lines.map((line) => (JSON.parse(line) as { readonly part: string }).part).sort()).toEqual([
      'cli/linux_amd64',
      'cli/linux_arm64',
      'image widget linux/amd64',
      'image widget linux/arm64',
      'layer widget cli/linux_amd64',
      'layer widget cli/linux_arm64',
      'manual',
      'page',
      'release',
    ]);
    for (const next of ['assemble', 'package', 'sbom']) expect((await run(next, { store })).exit).toBe(0);
  });

  it('assembles from two machines what one machine assembles', async () => {
    const alone = 'alone';
    expect((await run('build', { store: alone })).exit).toBe(0);
    expect((await run('assemble', { store: alone })).exit).toBe(0);
    const outcome = (store: string): unknown =>
      readFileSync(join(root, store, 'ledger.jsonl'), 'utf8')
        .split('\n')
        .filter((line) => line.includes('"stage":"assemble"'))
        .map((line) => (JSON.parse(line) as { readonly outcome: unknown }).outcome);
    expect(outcome('c')).toHaveLength(1);
    expect(outcome('c')).toEqual(outcome(alone));
  });

  it('takes what a later machine needs, which lacks the tools that made it', async () => {
    const bin = join(root, 'bin');
    mkdirSync(bin);
    symlinkSync(execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim(), join(bin, 'git'));
    const bare = { env: { PATH: bin } };
    const { digest } = (
      JSON.parse(readFileSync(join(root, 'out-c/index.json'), 'utf8')) as {
        readonly manifests: readonly [{ readonly digest: string }];
      }
    ).manifests[0];
    expect(refusal(await run('assemble', { store: 'd' }))).toEqual([2, 'OUTCOME_MISSING']);
    expect(refusal(await run('assemble', { store: 'd' }, bare))).toEqual([2, 'TOOL_MISSING']);
    expect((await run('assemble', { store: 'd', take: [`out-c@${digest}`] }, bare)).exit).toBe(0);
  });
});

describe('stage after stage', () => {
  it('ends in a release that proves itself', async () => {
    const rest = STAGE_NAMES.slice(STAGE_NAMES.indexOf('package'));
    for (const name of rest) expect([name, (await run(name, { store: 'alone' })).exit]).toEqual([name, 0]);
    const judged = await verify(['./alone'], { rehearsal: true }, quietInvocation(root).invocation);
    expect(judged.exit).toBe(0);
  });
});

describe('what is refused', () => {
  const altered = (name: string, change: (dir: string) => void): string => {
    const dir = join(root, name);
    cpSync(join(root, 'out-a'), dir, { recursive: true });
    change(dir);
    return `${dir}@${String(amd64.document['digest'])}`;
  };
  const blob = (dir: string, digest: unknown): string =>
    join(dir, 'blobs/sha256', String(digest).replace('sha256:', ''));

  it.each([
    {
      name: 'another digest than the one that came another way',
      take: () => `out-a@${String(arm64.document['digest'])}`,
      code: 'TAKEN_DIFFERS',
    },
    {
      name: 'an altered manifest',
      take: () =>
        altered('altered', (dir) =>
          writeFileSync(blob(dir, amd64.document['digest']), '{"schemaVersion":2}'),
        ),
      code: 'TAKEN_DIFFERS',
    },
    {
      name: 'an altered blob',
      take: () =>
        altered('flipped', (dir) => {
          for (const file of readdirSync(join(dir, 'blobs/sha256')))
            if (file !== String(amd64.document['digest']).slice(7))
              writeFileSync(join(dir, 'blobs/sha256', file), 'x');
        }),
      code: 'TAKEN_DIFFERS',
    },
    {
      name: 'a second manifest',
      take: () =>
        altered('two', (dir) => {
          const text = readFileSync(join(dir, 'index.json'), 'utf8');
          const index = JSON.parse(text) as { readonly manifests: readonly object[] };
          const manifests = [...index.manifests, ...index.manifests];
          writeFileSync(join(dir, 'index.json'), JSON.stringify({ ...index, manifests }));
        }),
      code: 'TAKEN_INVALID',
    },
    { name: 'no digest', take: () => 'out-a', code: 'USAGE' },
    { name: 'nothing', take: () => `nowhere@sha256:${'0'.repeat(64)}`, code: 'FILE_MISSING' },
  ])('$name', async ({ take, code }) => {
    const answer = await run('assemble', { store: 'refusing', take: [take()] });
    expect(refusal(answer)[1]).toBe(code);
    expect(existsSync(join(root, 'refusing/ledger.jsonl'))).toBe(false);
  });

  it('the outcomes of another release', async () => {
    const take = [given(amd64)];
    const answer = await run('build', { store: 'foreign', ref: 'HEAD', tag: 'v2.0.0', take });
    expect(refusal(answer)).toEqual([1, 'TAKEN_FOREIGN']);
  });

  it('a later stage', async () => {
    expect(refusal(await run('gate', { store: 'early', take: [given(amd64)] }))).toEqual([
      1,
      'TAKEN_FOREIGN',
    ]);
  });

  it.each([
    { name: 'deploy', options: {} },
    { name: 'notes', options: { platform: ['linux/amd64'] } },
    { name: 'build', options: { platform: ['linux/riscv64'] } },
    { name: 'build', options: { platform: ['amd64'] } },
  ])('$name with $options', async ({ name, options }) => {
    expect(refusal(await run(name, { store: 'usage', ...options }))).toEqual([2, 'USAGE']);
  });

  it('to give where something else lies, untouched', async () => {
    const answer = await run('build', { store: 'a', platform: ['linux/amd64'], give: 'widget' });
    expect(refusal(answer)).toEqual([2, 'OUT_NOT_EMPTY']);
    expect(existsSync(join(root, 'widget/colophon.yaml'))).toBe(true);
    const own = await run('build', { store: 'a', platform: ['linux/amd64'], give: 'a/store' });
    expect(refusal(own)).toEqual([2, 'OUT_NOT_EMPTY']);
  });

  it('two results of one part', async () => {
    // The page of another process, made otherwise: the ledger's key is the same, the bytes are not.
    const other = await run('build', { store: 'e', platform: ['linux/arm64'] });
    expect(other.exit).toBe(0);
    const ledger = join(root, 'e/ledger.jsonl');
    const lines = readFileSync(ledger, 'utf8');
    const outcomes = [
      ...lines.matchAll(
        /"digest":"(sha256:[0-9a-f]{64})","mediaType":"[^"]*","size":(\d+)\},"part":"([^"]*)"/g,
      ),
    ];
    const page = outcomes.find(([, , , part]) => part === 'page');
    const cli = outcomes.find(([, , , part]) => part === 'cli/linux_arm64');
    if (page === undefined || cli === undefined) throw new Error('no such lines');
    const swapped = lines
      .replace(`"digest":"${page[1] ?? ''}"`, `"digest":"${cli[1] ?? ''}"`)
      .replace(`"size":${page[2] ?? ''}},"part":"page"`, `"size":${cli[2] ?? ''}},"part":"page"`);
    writeFileSync(ledger, swapped);
    const answer = await run('build', { store: 'e', take: [given(amd64)] });
    expect(refusal(answer)).toEqual([1, 'OUTCOME_DIVERGED']);
  });
});
