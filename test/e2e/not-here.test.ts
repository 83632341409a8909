// Pull requests: platforms of images that no builder here is of are left out by name, and the rest is a whole rehearsal. A
// tag is rehearsed whole, or not at all.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { tmpdir } from 'node:os';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { verify } from '../../src/cli/check/index.ts';
import type { Answer } from '../../src/cli/command.ts';
import { rehearse } from '../../src/cli/make/index.ts';
import { baseImage } from '../support/base-image.ts';
import { AMD64 } from '../support/built-image.ts';
import { fakeBuilders, writeLayout } from '../support/fake-builders.ts';
import { quietInvocation } from '../support/invocation.ts';
import { createWidget } from '../support/widget.ts';

const configuration = (more = ''): string => `version: 1
project: widget
repository: acme/widget
build:
  images:
    server:
      repository: ghcr.io/acme/server
      platforms: [linux/amd64, linux/arm64]
      dockerfile: {}
    agent:
      repository: ghcr.io/acme/agent
      platforms: [linux/arm64]
      dockerfile: {}
  builders: { '*': 'unix:///run/own.sock' }
${more}package:
  charts: [{ path: charts/agent, push: ghcr.io/acme/charts, images: [{ image: agent, digest: image.digest }] }]
mirror: [{ to: registry.example/acme }]
`;

const root = mkdtempSync(join(tmpdir(), 'colophon-not-here-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const made = baseImage([{ platform: AMD64, layers: [[{ path: 'a', content: 'a' }]] }]);
const [manifest = ''] = made.manifests;
const size = made.content.get(manifest as `sha256:${string}`)?.length;
const listed = { mediaType: 'application/vnd.oci.image.manifest.v1+json', digest: manifest, size };
const layout = writeLayout(join(root, 'layout'), made.content, [{ ...listed, platform: AMD64 }]);
// A machine of one platform, whatever machine this is.
const answers = [{ when: 'debug workers', say: 'worker v0.31.2 linux/amd64 linux/arm64' }];
const { bin } = fakeBuilders(root, ['buildctl'], { layout, answers });
const env = { ...process.env, PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}` };

const project = (name: string, text: string): void => {
  createWidget({
    dir: join(root, name),
    change: (dir) => {
      writeFileSync(join(dir, 'colophon.yaml'), text);
      writeFileSync(join(dir, 'Dockerfile'), 'FROM busybox:1\nCOPY a /\n');
      mkdirSync(join(dir, 'charts/agent/templates'), { recursive: true });
      writeFileSync(join(dir, 'charts/agent/Chart.yaml'), 'apiVersion: v2\nname: agent\nversion: 0.1.0\n');
      writeFileSync(join(dir, 'charts/agent/values.yaml'), 'image: { digest: "" }\n');
    },
  });
};

let answer: Answer;
let said = '';
const run = async (
  name: string,
  options: Parameters<typeof rehearse>[1],
): Promise<Answer & { readonly said: string }> => {
  const heard = quietInvocation(root, { env });
  return { ...(await rehearse(name, options, heard.invocation)), said: heard.said() };
};

beforeAll(async () => {
  project('widget', configuration());
  ({ said, ...answer } = await run('widget', { out: 'out' }));
}, 60_000);

const LEFT = ['image server for linux/arm64', 'image agent', 'chart charts/agent'];

it('leaves platforms out that nothing here builds, and what needs them, by name', () => {
  expect(answer).toMatchObject({
    exit: 0,
    document: {
      kind: 'colophon.rehearsal',
      images: [{ reference: expect.stringMatching(/^ghcr\.io\/acme\/server:/) as unknown }],
      mirrors: [{ reference: expect.stringMatching(/^registry\.example\/acme\/server:/) as unknown }],
      charts: [],
      findings: LEFT.map((subject) => ({ code: 'PLATFORM_NOT_REHEARSED', subject, result: 'info' })),
    },
  });
  for (const name of LEFT)
    expect([said, answer.text].map((text) => text?.includes(name))).toEqual([true, true]);
  expect(said).toContain('PLATFORM_NOT_REHEARSED');
});

it('is a whole rehearsal, which proves and is taken up again', async () => {
  const judged = await verify([join(root, 'out')], { rehearsal: true }, quietInvocation(root).invocation);
  expect(judged.exit).toBe(0);
  // Both the file and what is attached say so; it is the word of who signed, and told once.
  const word =
    'ghcr.io/acme/server for linux/amd64: it takes from busybox:1, which no digest pins, says the release';
  const { findings } = judged.document as unknown as {
    readonly findings: readonly { readonly code: string }[];
  };
  expect(findings.filter(({ code }) => code === 'BASE_NOT_PINNED')).toMatchObject([
    { message: word, result: 'info', demanded: false, assertedBy: 'signer' },
  ]);
  expect(judged.text?.replaceAll(/\n\s+/g, ' ')).toContain(word);
  const { notes } = (answer.document as unknown as { readonly release: { readonly notes: string } }).release;
  expect(readFileSync(notes, 'utf8')).toContain('Dockerfile takes from busybox:1 without a digest');
  const again = await run('widget', { out: 'out' });
  expect(again.exit).toBe(0);
  expect(again.text).toContain('was rehearsed before and still holds');
}, 30_000);

it.each([
  { name: 'a tag', options: { ref: 'HEAD', tag: 'v1.0.0' } },
  { name: 'a platform that is asked for by name', options: { platform: ['linux/arm64'] } },
])('stops where $name is to be rehearsed that cannot be built here', async ({ options }) => {
  expect(await run('widget', { out: 'other', ...options })).toMatchObject({
    exit: 2,
    document: { error: { code: 'PLATFORM_NOT_NATIVE' } },
  });
});
