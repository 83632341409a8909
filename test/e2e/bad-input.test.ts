// Wrong input as a new user gives it, through the built command: a code, a place, a remedy, the right exit code,
// no stack, and nothing half-written.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, describe, expect, it } from 'vitest';

import { BUILT, colophon, runProgram } from '../support/colophon.ts';
import { createWidget } from '../support/widget.ts';

const root = mkdtempSync(join(tmpdir(), 'colophon-bad-input-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

interface Told {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
  readonly at?: string;
}

let made = 0;
const repository = (change: (dir: string) => void): string => {
  const dir = join(root, `repository-${(made += 1)}`);
  createWidget({ dir, tag: 'v1.2.0', change });
  return dir;
};
const configured = (text: string | Uint8Array): string =>
  repository((dir) => writeFileSync(join(dir, 'colophon.yaml'), text));
const building = (builder: string): string =>
  configured(
    `version: 1\nrepository: acme/widget\nbuild:\n  files:\n    it: ${builder}\npackage:\n  files: [{ from: it, path: '*', asset: it }]\n`,
  );

const rehearse = async (target: string, ...more: readonly string[]) => {
  const out = join(root, `out-${(made += 1)}`);
  const ran = await colophon(['rehearse', target, '--out', out, '--json', ...more], { cwd: root });
  const document = JSON.parse(ran.stdout) as {
    readonly ok: boolean;
    readonly exit: number;
    readonly error: Told;
  };
  expect(document).toMatchObject({ ok: false, exit: ran.exit });
  expect(document.error.remedy).toMatch(/\S/);
  expect(`${ran.stdout}${ran.stderr}`).not.toMatch(/\n\s+at /);
  expect(existsSync(join(out, 'forge/releases'))).toBe(false);
  return { ...ran, out, error: document.error };
};

describe('a repository', () => {
  it('that is none', async () => {
    mkdirSync(join(root, 'plain'));
    const { exit, error, out } = await rehearse('plain');
    expect([exit, error.code]).toEqual([2, 'NOT_A_GIT_REPOSITORY']);
    expect(existsSync(out)).toBe(false);
  });

  it('that is a shallow clone', async () => {
    const whole = join(root, 'whole');
    createWidget({ dir: whole, tag: 'v1.2.0', commits: 3 });
    await runProgram('git', ['clone', '-q', '--depth', '1', `file://${whole}`, join(root, 'shallow')]);
    const { exit, error } = await rehearse('shallow');
    expect([exit, error.code]).toEqual([2, 'SHALLOW_CLONE']);
    expect(error.remedy).toContain('git fetch --unshallow');
  });

  it.each([
    { what: 'an unknown ref', more: ['--ref', 'nowhere'] },
    { what: 'an unknown tag', more: ['--tag', 'v9.9.9'] },
    { what: 'a ref that looks like an option', more: ['--ref=--upload-pack=x'] },
  ])('in which $what is asked for', async ({ more }) => {
    const { exit, error } = await rehearse(
      repository(() => {}),
      ...more,
    );
    expect([exit, error.code]).toEqual([2, 'REF_UNKNOWN']);
  });

  it.each([
    { tag: 'v1.2.3-01', why: 'a number in a prerelease begins with 0' },
    { tag: 'v1.2.3-rc..1', why: 'an identifier is empty' },
    { tag: 'v01.2.3', why: 'a number begins with 0' },
    { tag: 'v1.2.3+build.1', why: 'image tags hold no +', exit: 2, code: 'TAG_NOT_FOR_IMAGES' },
    { tag: 'v1.2.3+build.1', why: 'a release may get images', files: true },
  ])('with the tag $tag, because $why', async ({ tag, files, exit = 1, code = 'TAG_MALFORMED' }) => {
    const target = files
      ? building("{ command: [[node, --version]], outputs: ['*'] }")
      : repository(() => {});
    const refused = await rehearse(target, '--ref', 'HEAD', '--tag', tag);
    expect([refused.exit, refused.error.code]).toEqual([exit, code]);
  });
});

describe('a configuration', () => {
  it('that is missing', async () => {
    const { exit, error } = await rehearse(repository((dir) => rmSync(join(dir, 'colophon.yaml'))));
    expect([exit, error.code]).toEqual([2, 'CONFIG_MISSING']);
  });

  it.each([
    { what: 'is empty', text: '', at: 'colophon.yaml:1:1' },
    { what: 'is no UTF-8', text: Uint8Array.of(0x76, 0x3a, 0x20, 0xff), at: 'colophon.yaml:1:4' },
    {
      what: 'is larger than a megabyte',
      text: `# ${'x'.repeat(1 << 20)}\nversion: 1\n`,
      at: 'colophon.yaml',
    },
    {
      what: 'has an unknown key',
      text: 'version: 1\nrepository: acme/widget\ngates: {}\n',
      at: 'colophon.yaml:3:1',
    },
    { what: 'has a key twice', text: 'version: 1\nproject: a\nproject: b\n', at: 'colophon.yaml:3:1' },
    { what: 'holds itself', text: 'version: 1\nbuild: &b { files: *b }\n', at: 'colophon.yaml:2:' },
    { what: 'is no YAML', text: 'version: [1\n', at: 'colophon.yaml:' },
    {
      what: 'writes above the checkout',
      text: "version: 1\nrepository: a/b\nbuild: { files: { it: { command: [[x]], outputs: ['../x'] } } }\n",
      at: 'colophon.yaml:3:',
    },
    {
      what: 'names an asset with a control character',
      text: 'version: 1\nrepository: a/b\npackage: { files: [{ from: it, asset: "a\\u001b[31m" }] }\n',
      at: 'colophon.yaml:3:',
    },
  ])('that $what', async ({ text, at }) => {
    const { exit, error, stdout, stderr } = await rehearse(configured(text));
    expect([exit, error.code]).toEqual([2, 'CONFIG_INVALID']);
    expect(error.at?.startsWith(at), `${error.at ?? 'nowhere'}: ${error.message}`).toBe(true);
    expect(`${stdout}${stderr}`).not.toContain('\u001b');
  });
});

describe('images, manifests, charts and mirrors', () => {
  const FILES = `version: 1
repository: acme/widget
build:
  files:
    cli: { command: [[node, --version]], outputs: [cli], platforms: [linux/amd64] }
`;
  const IMAGE = `  images:
    widget:
      repository: ghcr.io/acme/widget
      platforms: [linux/amd64]
      layers: { base: scratch, files: [{ from: cli, to: /cli }] }
`;
  const chart = (images: string): string =>
    `package:\n  charts:\n    - path: charts/widget\n      images: [{ ${images} }]\n`;

  it.each([
    {
      what: 'an image on a base that may be another tomorrow',
      text: FILES + IMAGE.replace('scratch', "'docker.io/library/alpine:3'"),
      at: 'colophon.yaml:10:23',
    },
    {
      what: 'a mode without quotes',
      text: FILES + IMAGE.replace('to: /cli', 'to: /cli, mode: 0755'),
      at: 'colophon.yaml:10:69',
    },
    {
      what: 'a platform that nothing is built for',
      text: FILES + IMAGE.replace('[linux/amd64]', '[linux/amd64, linux/arm64]'),
      at: 'colophon.yaml:10:48',
    },
    {
      what: 'a repository with a tag',
      text: FILES + IMAGE.replace('acme/widget', 'acme/widget:v1'),
      at: 'colophon.yaml:8:19',
    },
    {
      what: 'two images under one name',
      text: FILES + IMAGE + IMAGE.replace(/^.*\n {4}widget/, '    gadget'),
      at: 'colophon.yaml:12:19',
    },
    {
      what: 'manifests from two sources',
      text: `${FILES}package:\n  manifests: [{ asset: a.yaml, kustomize: config, files: [b.yaml] }]\n`,
      at: 'colophon.yaml:7:51',
    },
    {
      what: 'a chart with an image that is none',
      text: FILES + IMAGE + chart('image: gadget, tag: image.tag'),
      at: 'colophon.yaml:14:25',
    },
    {
      what: 'a chart whose image stays unpinned',
      text: FILES + IMAGE + chart('image: widget, repository: image.repository'),
      at: 'colophon.yaml:14:16',
    },
    {
      what: 'a mirror that is the origin',
      text: `${FILES}${IMAGE}mirror:\n  - to: ghcr.io/acme\n`,
      at: 'colophon.yaml:12:9',
    },
  ])('with $what, are refused at their place, before anything is built', async ({ text, at }) => {
    const { exit, error, out } = await rehearse(configured(text));
    expect([exit, error.code, error.at]).toEqual([2, 'CONFIG_INVALID', at]);
    expect(existsSync(out)).toBe(false);
  });

  it('in an image, of another machine than it says, are refused by name', async () => {
    const target = repository((dir) => {
      const file = join(dir, 'colophon.yaml');
      const config = readFileSync(file, 'utf8');
      writeFileSync(file, config.replace("assemble.mjs, '{arch}'", 'assemble.mjs, amd64'));
    });
    const { exit, error, out } = await rehearse(target);
    expect([exit, error.code]).toEqual([1, 'IMAGE_ARCHITECTURE_MISMATCH']);
    expect(error.message).toContain('/greet');
    expect(existsSync(join(out, 'registries'))).toBe(false);
  });

  it('in a chart whose values have no place for them are refused by that place', async () => {
    const target = repository((dir) => writeFileSync(join(dir, 'charts/widget/values.yaml'), 'image: {}\n'));
    const { exit, error } = await rehearse(target);
    expect([exit, error.code]).toEqual([2, 'CHART_VALUE_MISSING']);
    expect(error.message).toContain('image.repository');
  });
});

describe('a build', () => {
  const node = process.execPath;

  it('that fails, with its last words', async () => {
    const script = 'console.error("no such luck"); process.exit(3)';
    const { exit, error } = await rehearse(
      building(`{ command: [['${node}', -e, '${script}']], outputs: [x] }`),
    );
    expect([exit, error.code]).toEqual([1, 'BUILD_FAILED']);
    expect(error.message).toContain('no such luck');
  });

  it('that hangs, with everything that it started', async () => {
    const child = join(root, 'child.pid');
    const script = join(root, 'hang.cjs');
    writeFileSync(
      script,
      `require('fs').writeFileSync('${child}', String(require('child_process').spawn('sleep', ['300']).pid)); setInterval(() => {}, 1000);`,
    );
    const { exit, error } = await rehearse(
      building(`{ command: [['${node}', '${script}']], outputs: [x], timeout: 2s }`),
    );
    expect([exit, error.code]).toEqual([1, 'BUILD_TIMEOUT']);
    // Ended, or waiting for a parent to notice that it has.
    const left = await runProgram('ps', ['-o', 'stat=', '-p', readFileSync(child, 'utf8')]);
    expect(left.stdout.trim()).toMatch(/^(Z|$)/);
  });

  it('that writes a gigabyte to standard error, without taking a gigabyte of memory', async () => {
    const script = join(root, 'shout.cjs');
    writeFileSync(
      script,
      'const fs = require("fs"); const line = Buffer.alloc(1 << 20, 120); for (let i = 0; i < 1024; i++) fs.writeSync(2, line); process.exit(1);',
    );
    const target = building(`{ command: [['${node}', '${script}']], outputs: [x] }`);
    // A heap of 96 MiB: what kept the output would end here.
    const ran = await runProgram(node, [
      '--max-old-space-size=96',
      BUILT,
      'rehearse',
      target,
      '--out',
      join(root, 'loud'),
      '--json',
    ]);
    const { error } = JSON.parse(ran.stdout) as { readonly error: Told };
    expect([ran.exit, error.code]).toEqual([1, 'BUILD_FAILED']);
    expect(error.message.length).toBeLessThan(64 * 1024);
  }, 120_000);

  it('that leaves a declared output out', async () => {
    const { exit, error } = await rehearse(
      building(`{ command: [['${node}', --version]], outputs: [missing] }`),
    );
    expect([exit, error.code]).toEqual([1, 'OUTPUT_MISSING']);
    expect(error.message).toContain('missing');
  });

  it('whose output is a link out of the checkout', async () => {
    const script = 'require("fs").symlinkSync("/etc/hostname", "x")';
    const { exit, error } = await rehearse(
      building(`{ command: [['${node}', -e, '${script}']], outputs: [x] }`),
    );
    expect([exit, error.code]).toEqual([1, 'OUTPUT_OUTSIDE']);
  });

  it('by a tool that is not there', async () => {
    const { error } = await rehearse(building('{ command: [[no-such-tool]], outputs: [x] }'));
    expect(error.code).toBe('TOOL_MISSING');
  });
});

it('a directory that is not empty and no rehearsal is left as it was', async () => {
  const taken = join(root, 'taken');
  mkdirSync(taken);
  writeFileSync(join(taken, 'mine'), 'mine');
  const ran = await colophon(['rehearse', repository(() => {}), '--out', taken, '--json']);
  expect(ran.exit).toBe(2);
  expect(JSON.parse(ran.stdout)).toMatchObject({ error: { code: 'OUT_NOT_EMPTY' } });
  expect(existsSync(join(taken, '.gitignore'))).toBe(false);
});
