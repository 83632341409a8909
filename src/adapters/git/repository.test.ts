import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { sourceContract } from '../../../test/contracts/source.ts';
import { createWidget, type Widget } from '../../../test/support/widget.ts';
import { openRepository, type Repository } from './repository.ts';

const root = mkdtempSync(join(tmpdir(), 'colophon-git-'));
const signal = new AbortController().signal;
let widget: Widget;
let scratches = 0;

const open = (path: string): Promise<Repository> =>
  openRepository(path, {
    scratch: join(root, `scratch-${(scratches += 1)}`),
    signal,
    environment: process.env,
  });

beforeAll(() => {
  widget = createWidget({ dir: join(root, 'widget'), tag: 'v1.2.0', annotated: true, commits: 3 });
  widget.git('tag', 'v1.1.0', widget.commits[1] ?? '');
  widget.git('tag', 'v1.2', widget.commits[0] ?? '');
  widget.git('branch', 'maintenance-main', widget.commits[0] ?? '');
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

sourceContract('a working copy', async () => ({ source: (await open(widget.dir)).source, widget }));
sourceContract('a bare repository', async () => {
  const bare = join(root, 'bare.git');
  execFileSync('git', ['clone', '--quiet', '--bare', widget.dir, bare], { stdio: 'ignore' });
  return { source: (await open(bare)).source, widget };
});
sourceContract('a bundle', async () => {
  const bundle = join(root, 'widget.bundle');
  widget.git('bundle', 'create', '--quiet', bundle, '--all');
  return { source: (await open(bundle)).source, widget };
});
sourceContract('a clone whose origin is a path', async () => {
  const clone = join(root, 'clone');
  execFileSync('git', ['clone', '--quiet', widget.dir, clone], { stdio: 'ignore' });
  return { source: (await open(clone)).source, widget };
});

describe('opening a repository', () => {
  it('finds it from a directory inside, with its head and tags', async () => {
    const repository = await open(join(widget.dir, 'src'));
    expect(repository).toMatchObject({
      gitDir: join(widget.dir, '.git'),
      workTree: widget.dir,
      head: widget.commit,
      tagsAtHead: ['v1.2.0'],
      uncommitted: 0,
    });
    await repository.close();
  });

  it('reads a worktree through the directory that holds its objects', async () => {
    const tree = join(root, 'tree');
    widget.git('worktree', 'add', '--quiet', '--detach', tree, widget.commits[1] ?? '');
    const repository = await open(tree);
    expect(repository).toMatchObject({
      gitDir: join(widget.dir, '.git'),
      head: widget.commits[1],
      tagsAtHead: ['v1.1.0'],
    });
    await repository.close();
    widget.git('worktree', 'remove', tree);
  });

  it.each([
    { name: 'two branches and no HEAD', branches: ['main', 'maintenance-main'], head: undefined },
    { name: 'one branch and no HEAD', branches: ['main'], head: 'main' },
  ])('takes a bundle with $name', async ({ branches, head }) => {
    const bundle = join(root, `${branches.length}.bundle`);
    widget.git('bundle', 'create', '--quiet', bundle, ...branches, '--tags');
    const repository = await open(bundle);
    expect(repository.head).toBe(head === undefined ? undefined : widget.commit);
    expect(repository).not.toHaveProperty('workTree');
    expect(await repository.source.tag('v1.2.0')).toBe(widget.commit);
    await repository.close();
  });

  it('takes a repository without a commit', async () => {
    const dir = join(root, 'unborn');
    execFileSync('git', ['init', '--quiet', dir]);
    const repository = await open(dir);
    expect(repository.head).toBeUndefined();
    await expect(repository.source.commit('HEAD')).rejects.toMatchObject({ code: 'REF_UNKNOWN' });
    await repository.close();
  });

  it('counts what is not committed, and runs no program that the repository names', async () => {
    const dir = join(root, 'dirty');
    const dirty = createWidget({ dir });
    const canary = join(root, 'canary');
    const trap = join(root, 'trap.sh');
    writeFileSync(trap, `#!/bin/sh\ntouch '${canary}'\ncat\n`);
    chmodSync(trap, 0o755);
    for (const key of [
      'core.fsmonitor',
      'filter.trap.clean',
      'diff.external',
      'core.pager',
      'core.sshCommand',
    ])
      dirty.git('config', key, trap);
    for (const hook of ['post-checkout', 'post-index-change', 'reference-transaction'])
      cpSync(trap, join(dir, '.git/hooks', hook));
    writeFileSync(join(dir, '.gitattributes'), '*.md filter=trap\n');
    writeFileSync(join(dir, 'README.md'), 'changed\n');
    rmSync(join(dir, 'src/widget.mjs'));
    const repository = await open(dir);
    expect(repository.uncommitted).toBe(3);
    expect(() => statSync(canary)).toThrow();
    await repository.close();
  });

  it('leaves the repository as it was, to the byte', async () => {
    const before = fingerprint(widget.dir);
    const repository = await open(widget.dir);
    const { source } = repository;
    const { id } = await source.commit('main');
    await source.branches();
    await source.tagsBefore(id);
    await source.range(undefined, id, 10);
    for (const file of await source.files(id)) for await (const _ of source.read(id, file.path)) continue;
    await repository.close();
    expect(fingerprint(widget.dir)).toBe(before);
  });

  it('follows no replacement of an object', async () => {
    const dir = join(root, 'replaced');
    const replaced = createWidget({ dir, commits: 2 });
    replaced.git('replace', replaced.commit, replaced.commits[0] ?? '');
    const repository = await open(dir);
    expect((await repository.source.commit('HEAD')).subject).toBe('Greet in language 1 (#1)');
    await repository.close();
  });

  it('says what origin is, without its password', async () => {
    const dir = join(root, 'origin');
    createWidget({ dir, origin: 'https://maker:hunter2@github.com/acme/widget.git' });
    const repository = await open(dir);
    expect(repository.origin).toEqual({ url: 'https://github.com/acme/widget.git', slug: 'acme/widget' });
    await repository.close();
  });
});

describe('an open repository', () => {
  it('streams a file that is too large for one piece', async () => {
    const dir = join(root, 'large');
    const large = createWidget({
      dir,
      change: (path) => writeFileSync(join(path, 'large.bin'), Buffer.alloc(3_000_000, 'abc')),
    });
    const repository = await open(dir);
    const hash = createHash('sha256');
    let chunks = 0;
    for await (const chunk of repository.source.read(large.commit, 'large.bin')) {
      hash.update(chunk);
      chunks += 1;
    }
    expect(chunks).toBeGreaterThan(1);
    expect(hash.digest('hex')).toBe(
      createHash('sha256').update(Buffer.alloc(3_000_000, 'abc')).digest('hex'),
    );
    await repository.close();
  });

  it('leaves submodules out, and keeps links as they are', async () => {
    const dir = join(root, 'linked');
    const linked = createWidget({ dir, change: (path) => symlinkSync('README.md', join(path, 'link')) });
    linked.git('update-index', '--add', '--cacheinfo', `160000,${linked.commit},third-party`);
    linked.git('commit', '--quiet', '--message=Take in a submodule');
    const repository = await open(dir);
    const { id } = await repository.source.commit('HEAD');
    const files = await repository.source.files(id);
    expect(files.some((file) => file.path === 'third-party')).toBe(false);
    expect(files.find((file) => file.path === 'link')).toEqual({
      path: 'link',
      executable: false,
      link: true,
      size: 9,
    });
    await repository.close();
  });

  it('refuses a path that is not UTF-8', async () => {
    const dir = join(root, 'latin');
    const latin = createWidget({
      dir,
      change: (path) => writeFileSync(Buffer.concat([Buffer.from(`${path}/caf`), Buffer.from([0xe9])]), 'x'),
    });
    const repository = await open(dir);
    await expect(repository.source.files(latin.commit)).rejects.toMatchObject({
      code: 'SOURCE_PATH_INVALID',
    });
    await repository.close();
  });

  it('answers nothing more once the run is aborted', async () => {
    const controller = new AbortController();
    const options = { scratch: join(root, 'to-abort'), signal: controller.signal, environment: process.env };
    const { source } = await openRepository(widget.dir, options);
    await source.commit('HEAD');
    controller.abort(new Error('stopped by the user'));
    await expect(source.commit('main')).rejects.toThrow('stopped by the user');
    await expect(source.files(widget.commit)).rejects.toThrow('stopped by the user');
  });

  it('says so when an object is missing', async () => {
    const dir = join(root, 'holey');
    const holey = createWidget({ dir });
    const blob = holey.git('rev-parse', 'HEAD:README.md');
    rmSync(join(dir, '.git/objects', blob.slice(0, 2), blob.slice(2)));
    const repository = await open(dir);
    await expect(repository.source.files(holey.commit)).rejects.toMatchObject({ code: 'GIT_FAILED' });
    await repository.close();
  });
});

describe('what is no repository', () => {
  const plain = join(root, 'plain');
  const damaged = join(root, 'damaged.bundle');
  const thin = join(root, 'thin.bundle');
  const shallow = join(root, 'shallow');
  beforeAll(() => {
    mkdirSync(plain);
    writeFileSync(join(plain, 'file'), 'no bundle\n');
    writeFileSync(damaged, '# v2 git bundle\nnonsense\n');
    widget.git('bundle', 'create', '--quiet', thin, `${widget.commits[0] ?? ''}..main`);
    execFileSync('git', ['clone', '--quiet', '--depth=1', `file://${widget.dir}`, shallow], {
      stdio: 'ignore',
    });
  });

  it.each([
    { name: 'an empty directory', path: plain, code: 'NOT_A_GIT_REPOSITORY' },
    { name: 'a path that is not there', path: join(root, 'nowhere'), code: 'NOT_A_GIT_REPOSITORY' },
    { name: 'a plain file', path: join(plain, 'file'), code: 'NOT_A_GIT_REPOSITORY' },
    { name: 'a damaged bundle', path: damaged, code: 'NOT_A_GIT_REPOSITORY' },
    { name: 'a bundle that leans on commits it does not hold', path: thin, code: 'NOT_A_GIT_REPOSITORY' },
    { name: 'a shallow clone', path: shallow, code: 'SHALLOW_CLONE' },
  ])('$name is refused', async ({ path, code }) => {
    await expect(open(path)).rejects.toMatchObject({ code });
  });

  it('is refused with a remedy that mends it', async () => {
    await expect(open(shallow)).rejects.toMatchObject({
      remedy: expect.stringContaining('git fetch --unshallow'),
    });
  });

  it('is not looked into when git is not there', async () => {
    const options = { scratch: join(root, 'no-git'), signal, environment: { PATH: plain } };
    await expect(openRepository(widget.dir, options)).rejects.toMatchObject({ code: 'TOOL_MISSING' });
  });

  it('and nothing is asked once the run is aborted', async () => {
    const aborted = AbortSignal.abort(new Error('stop'));
    const options = { scratch: join(root, 'aborted'), signal: aborted, environment: process.env };
    await expect(openRepository(widget.dir, options)).rejects.toThrow('stop');
  });
});

/** One hash over everything below a directory: names, modes, times of files, bytes. */
const fingerprint = (dir: string): string => {
  const hash = createHash('sha256');
  for (const entry of readdirSync(dir, { recursive: true, withFileTypes: true }).sort((a, b) =>
    join(a.parentPath, a.name) < join(b.parentPath, b.name) ? -1 : 1,
  )) {
    const path = join(entry.parentPath, entry.name);
    const { mode, mtimeMs } = statSync(path);
    hash.update(`${path}\0${mode}\0${mtimeMs}\0`);
    if (entry.isFile()) hash.update(readFileSync(path));
  }
  return hash.digest('hex');
};
