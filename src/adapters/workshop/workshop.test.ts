import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { isAlive, workshopContract } from '../../../test/contracts/workshop.ts';
import { createMemoryStore } from '../../../test/support/memory-store.ts';
import { createWidget, type Widget } from '../../../test/support/widget.ts';
import { ROOM } from '../../ports/workshop.ts';
import { createWorkshop, type WorkshopOptions } from './workshop.ts';

const root = mkdtempSync(join(tmpdir(), 'colophon-workshop-'));
const never = new AbortController().signal;
let widget: Widget;
let made = 0;

const create = (options: Partial<WorkshopOptions> = {}): ReturnType<typeof createWorkshop> =>
  createWorkshop({
    gitDir: join(widget.dir, '.git'),
    scratch: join(root, `scratch-${(made += 1)}`),
    store: createMemoryStore(),
    environment: process.env,
    signal: never,
    ...options,
  });

beforeAll(() => {
  widget = createWidget({ dir: join(root, 'widget'), tag: 'v1.2.0', commits: 2 });
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

workshopContract('this machine', async () => {
  const store = createMemoryStore();
  return { workshop: create({ store }), store, widget };
});

/** Runs a script in a new checkout and answers its lines. */
const lines = async (
  workshop: ReturnType<typeof createWorkshop>,
  script: string,
  {
    pass = [],
    env = {},
    label = 'one',
    timeout = 60,
  }: { pass?: string[]; env?: Record<string, string>; label?: string; timeout?: number } = {},
): Promise<string[]> => {
  const handle = await workshop.open({ commit: widget.commit, tag: 'v1.2.0', label });
  const printed: string[] = [];
  await workshop.run(handle, {
    argv: ['sh', '-c', script],
    cwd: '.',
    env,
    pass,
    timeout,
    line: (text) => printed.push(text),
  });
  await workshop.close(handle);
  return printed;
};

describe('what is passed on from the environment', () => {
  const passed = (environment: Record<string, string>) => create({ environment }).passed(['CI', 'REGION']);

  it('says where a checkout lies, without links on the way', async () => {
    const workshop = create();
    const handle = await workshop.open({ commit: widget.commit, tag: 'v1.2.0', label: 'one' });
    expect(existsSync(join(workshop.locate(handle), '.git'))).toBe(true);
    expect(realpathSync(workshop.locate(handle))).toBe(workshop.locate(handle));
    await workshop.close(handle);
    expect(() => workshop.locate(handle)).toThrow('no checkout');
  });

  it('has another name when a value changes, and the same when something else does', async () => {
    const first = await passed({ CI: 'true', OTHER: 'a' });
    expect(await passed({ CI: 'true', OTHER: 'b' })).toBe(first);
    expect(await passed({ CI: 'false' })).not.toBe(first);
    expect(await passed({ CI: 'true', REGION: '' })).not.toBe(first);
  });

  it('is no secret', async () => {
    await expect(create({}).passed(['NPM_TOKEN'])).rejects.toMatchObject({ code: 'ENV_SECRET' });
  });
});

describe('the environment of project code', () => {
  const environment = {
    PATH: process.env['PATH'],
    HOME: '/home/somebody',
    USER: 'somebody',
    TZ: 'Asia/Tokyo',
    LANG: 'tr_TR.UTF-8',
    GITHUB_TOKEN: 'canary',
    ACTIONS_ID_TOKEN_REQUEST_URL: 'https://canary.example',
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'canary',
    NPM_CONFIG_REGISTRY: 'https://registry.example/',
    'npm_config_//registry.example/:_authToken': 'canary',
    npm_config__auth: 'canary',
    NODE_OPTIONS: '--require /canary.js',
    GOFLAGS: '-mod=mod',
    GOTOOLCHAIN: 'local',
    GOPROXY: 'https://proxy.example',
    GIT_DIR: '/canary',
    LD_PRELOAD: '',
    HTTPS_PROXY: 'http://user:canary@proxy.example:3128',
    no_proxy: 'localhost',
    SSL_CERT_FILE: '/etc/ssl/cert.pem',
    CI: 'true',
    UNSET: undefined,
  };

  it('is the allow-list, what is passed by name, and nothing else', async () => {
    const workshop = create({ environment });
    const printed = await lines(workshop, 'env', { pass: ['CI', 'UNSET', 'ABSENT'], env: { FOO: 'bar' } });
    const names = printed.filter((line) => line.includes('=')).map((line) => line.split('=')[0] ?? '');
    // `PWD`, `OLDPWD`, `SHLVL` and `_` are what shells make up themselves.
    expect(names.filter((name) => !/^(PWD|OLDPWD|SHLVL|_)$/.test(name)).sort()).toEqual(
      [
        'CI',
        'FOO',
        'GOCACHE',
        'GOMODCACHE',
        'GOPROXY',
        'HOME',
        'LC_ALL',
        'NPM_CONFIG_REGISTRY',
        'PATH',
        'SOURCE_DATE_EPOCH',
        'SSL_CERT_FILE',
        'TMPDIR',
        'TZ',
        'no_proxy',
        'npm_config_cache',
      ].sort(),
    );
    expect(printed.join('\n')).not.toContain('canary');
    expect(printed[0]).toBe('HTTPS_PROXY is not passed on: it holds a user or a password');
    expect(printed).toEqual(
      expect.arrayContaining(['TZ=UTC', 'LC_ALL=C.UTF-8', 'CI=true', 'FOO=bar', `PATH=${environment.PATH}`]),
    );
    expect(printed).toContain(`SOURCE_DATE_EPOCH=${widget.git('log', '-1', '--format=%ct')}`);
  });

  it('has an empty home and room for temporary files', async () => {
    expect(await lines(create(), 'ls -A "$HOME"; ls -A "$TMPDIR"; touch "$HOME/x" "$TMPDIR/x"')).toEqual([]);
  });

  it.each([
    'GITHUB_TOKEN',
    'ACTIONS_ID_TOKEN_REQUEST_URL',
    'SIGNING_KEY',
    'MY_SECRET',
    'GOOGLE_CREDENTIALS',
    'db_password',
  ])('never holds %s, not even when it is asked for', async (name) => {
    await expect(lines(create({ environment }), 'env', { pass: ['CI', name] })).rejects.toMatchObject({
      code: 'ENV_SECRET',
      message: expect.stringContaining(name),
    });
  });
});

describe('a checkout', () => {
  it('is made under any umask with the same modes', async () => {
    const list = `const fs = require('fs'); const walk = (d) => fs.readdirSync(d).sort().forEach((n) => { const p = d + '/' + n;
      const m = fs.lstatSync(p); if (n === '.git') return; console.log((m.mode & 0o777).toString(8), p); if (m.isDirectory()) walk(p); });
      walk('.'); console.log((fs.statSync(process.env.HOME).mode & 0o777).toString(8))`;
    const script = `umask; node -e "${list}"`;
    const [usual, strict] = await Promise.all(['022', '077'].map((mask) => inUmask(mask, script)));
    expect(strict).toBe(usual);
    expect(usual).toContain('644 ./README.md\n');
    expect(usual).toMatch(/^0?022\n/);
  });

  it('holds the tag of the release and not the others of its commit', async () => {
    widget.git('tag', 'v9.9.9');
    widget.git('tag', '--annotate', '--message=x', 'v1.1.0', widget.commits[0] ?? '');
    expect(await lines(create(), 'git tag --list; git cat-file -t v1.1.0')).toEqual([
      'v1.1.0',
      'v1.2.0',
      'tag',
    ]);
    widget.git('tag', '--delete', 'v9.9.9', 'v1.1.0');
  });

  it('is given a made-up tag where there is none', async () => {
    const workshop = create();
    const handle = await workshop.open({
      commit: widget.commits[0] ?? '',
      tag: 'v1.2.1-rehearsal.g0123',
      label: 'x',
    });
    const printed: string[] = [];
    await workshop.run(handle, {
      argv: ['git', 'describe', '--tags'],
      cwd: '.',
      env: {},
      pass: [],
      timeout: 60,
      line: (text) => printed.push(text),
    });
    expect(printed).toEqual(['v1.2.1-rehearsal.g0123']);
    expect(widget.git('tag', '--list')).toBe('v1.2.0');
  });

  it('refuses a commit with a submodule', async () => {
    const dir = join(root, 'with-submodule');
    const outer = createWidget({ dir });
    outer.git('update-index', '--add', '--cacheinfo', `160000,${outer.commit},third-party`);
    outer.git('commit', '--quiet', '--message=Take in a submodule');
    const workshop = create({ gitDir: join(dir, '.git') });
    const opening = workshop.open({ commit: outer.git('rev-parse', 'HEAD'), tag: 'v1.2.0', label: 'x' });
    await expect(opening).rejects.toMatchObject({
      code: 'SUBMODULES_UNSUPPORTED',
      message: expect.stringContaining('third-party'),
    });
  });

  it.each([
    { name: 'a commit that is not there', commit: 'f'.repeat(40), tag: 'v1.2.0' },
    { name: 'a name for a commit', commit: 'main', tag: 'v1.2.0' },
    { name: 'an option for a tag', commit: undefined, tag: '--force' },
    { name: 'a tag with a line feed', commit: undefined, tag: 'v1\nx' },
  ])('refuses $name', async ({ commit, tag }) => {
    await expect(create().open({ commit: commit ?? widget.commit, tag, label: 'x' })).rejects.toMatchObject({
      code: 'REF_UNKNOWN',
    });
  });

  it('never touches the repository, whatever is done in it', async () => {
    const before = listing(join(widget.dir, '.git'));
    const script =
      'git config user.name x && git config user.email y && echo 1 > new && git add . && git commit -qm z && git tag -f v1.2.0 && git gc -q --prune=now';
    await lines(create(), script);
    expect(listing(join(widget.dir, '.git'))).toEqual(before);
  });
});

describe('a run that is cut short', () => {
  it('ends its commands and what they started when it is aborted', async () => {
    const controller = new AbortController();
    const workshop = create({ signal: controller.signal, grace: 200 });
    const handle = await workshop.open({ commit: widget.commit, tag: 'v1.2.0', label: 'x' });
    let child = 0;
    const running = workshop.run(handle, {
      argv: ['sh', '-c', 'trap "" TERM; sleep 63 & echo $!; wait; wait'],
      cwd: '.',
      env: {},
      pass: [],
      timeout: 60,
      line: (text) => {
        child = Number(text);
        controller.abort(new Error('stopped by the user'));
      },
    });
    await expect(running).rejects.toThrow('stopped by the user');
    await expect.poll(() => isAlive(child)).toBe(false);
    await expect(workshop.open({ commit: widget.commit, tag: 'v1.2.0', label: 'y' })).rejects.toThrow(
      'stopped by the user',
    );
  }, 20_000);

  it('leaves nothing that the next run trips over', async () => {
    const scratch = join(root, 'left-behind');
    const left = join(scratch, 'checkouts/one/src');
    mkdirSync(left, { recursive: true });
    writeFileSync(join(left, 'stale'), 'x');
    mkdirSync(join(scratch, 'checkouts.old'));
    expect(await lines(create({ scratch }), 'ls stale || true')).toHaveLength(1);
    expect(readdirSync(scratch)).not.toContain('checkouts.old');
  });

  it('takes a checkout away at once, however long its files take to go', async () => {
    const scratch = join(root, 'closed');
    const workshop = create({ scratch });
    await lines(workshop, 'mkdir -p many && cd many && seq 3000 | xargs touch');
    expect(readdirSync(join(scratch, 'checkouts'))).toEqual([]);
    await workshop.end();
    expect(existsSync(scratch)).toBe(false);
  });

  it('opens a shared checkout again when it could not be made', async () => {
    const workshop = create();
    const wanted = { commit: '0'.repeat(40), tag: 'v1.2.0', label: 'shared', shared: true };
    for (const _ of [1, 2])
      await expect(workshop.open(wanted)).rejects.toMatchObject({ code: 'REF_UNKNOWN' });
    await workshop.end();
  });

  it('removes all it made at the end, also what is read-only', async () => {
    const scratch = join(root, 'ended');
    const workshop = create({ scratch });
    await lines(
      workshop,
      'mkdir -p "$GOMODCACHE/m@v1" "$HOME/deep" && touch "$GOMODCACHE/m@v1/f" && chmod 555 "$GOMODCACHE/m@v1" "$HOME/deep"',
    );
    await workshop.tool('node', {});
    await workshop.end();
    expect(existsSync(scratch)).toBe(false);
  });
});

describe('a command that writes without end', () => {
  it('is shown in part, and its last lines are kept', async () => {
    const printed: string[] = [];
    const workshop = create();
    const handle = await workshop.open({ commit: widget.commit, tag: 'v1.2.0', label: 'flood' });
    const program = `const b = Buffer.alloc(65536, 'x'.repeat(99) + '\\n'); for (let n = 0; n < 4800; n += 1) require('fs').writeSync(2, b); require('fs').writeSync(2, '\\nthe end\\n'); process.exit(3)`;
    const before = process.memoryUsage().rss;
    const running = workshop.run(handle, {
      argv: ['node', '-e', program],
      cwd: '.',
      env: {},
      pass: [],
      timeout: 60,
      line: (text) => printed.push(text),
    });
    await expect(running).rejects.toMatchObject({
      code: 'BUILD_FAILED',
      output: expect.arrayContaining(['the end']),
    });
    expect(printed.length).toBeLessThan(12_000);
    expect(printed.at(-1)).toBe('more is printed than is shown here');
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024);
  });

  it('is cut when it never ends a line', async () => {
    const printed = await lines(create(), 'head -c 3000000 /dev/zero | tr "\\0" a; echo; echo next');
    expect(printed[0]).toHaveLength(8193);
    expect(printed[0]).toMatch(/…$/);
  });
});

/** The same script in a workshop of another process, which has this umask. */
const inUmask = async (mask: string, script: string): Promise<string> => {
  const program = `
    import { createWorkshop } from ${JSON.stringify(new URL('./workshop.ts', import.meta.url).href)};
    const store = undefined;
    const workshop = createWorkshop({ gitDir: ${JSON.stringify(join(widget.dir, '.git'))}, scratch: ${JSON.stringify(join(root, `umask-${mask}`))},
      store, environment: process.env, signal: new AbortController().signal });
    const handle = await workshop.open({ commit: ${JSON.stringify(widget.commit)}, tag: 'v1.2.0', label: 'x' });
    await workshop.run(handle, { argv: ['sh', '-c', ${JSON.stringify(script)}], cwd: '.', env: {}, pass: [], timeout: 60, line: console.log });`;
  return execFileSync(
    'sh',
    ['-c', `umask ${mask}; exec "$0" --input-type=module-typescript -e "$1"`, process.execPath, program],
    { encoding: 'utf8' },
  );
};

const listing = (dir: string): readonly string[] =>
  readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((path) => {
      const { mode, mtimeMs } = statSync(join(dir, path));
      return `${path} ${mode} ${mtimeMs} ${path === 'config' || path === 'HEAD' ? readFileSync(join(dir, path), 'utf8') : ''}`;
    });

it('has room that is named the same for everyone', () => {
  expect(ROOM).toBe('.git/colophon');
});
