// What every `Workshop` keeps: clean checkouts, few variables, bounded output, nothing from outside.
import { existsSync, readFileSync } from 'node:fs';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Store } from '../../src/ports/store.ts';
import { ROOM, type Workshop, type WorkshopCommand } from '../../src/ports/workshop.ts';
import type { Widget } from '../support/widget.ts';

export interface WorkshopCase {
  readonly workshop: Workshop;
  readonly store: Store;
  /** Tag `v1.2.0` on its last commit. */
  readonly widget: Widget;
}

/** Runs the suite on one adapter; it calls `sh`, `node` and `git`, which must be on PATH. */
export const workshopContract = (name: string, make: () => Promise<WorkshopCase>): void => {
  describe(`workshop: ${name}`, () => {
    let workshop: Workshop;
    let store: Store;
    let widget: Widget;
    let handle: string;
    beforeAll(async () => {
      ({ workshop, store, widget } = await make());
      handle = await workshop.open({ commit: widget.commit, tag: 'v1.2.0', label: 'contract/any' });
    });
    afterAll(() => workshop.close(handle));

    const run = async (
      argv: readonly string[],
      more: Partial<WorkshopCommand> = {},
    ): Promise<readonly string[]> => {
      const lines: string[] = [];
      const command = {
        argv,
        cwd: '.',
        env: {},
        pass: [],
        timeout: 60,
        line: (text: string) => lines.push(text),
      };
      await workshop.run(handle, { ...command, ...more });
      return lines;
    };
    const sh = (script: string, more?: Partial<WorkshopCommand>): Promise<readonly string[]> =>
      run(['sh', '-c', script], more);
    const text = async (path: string): Promise<string> => {
      const [file] = await workshop.collect(handle, path);
      if (file === undefined) throw new Error('nothing collected');
      return new TextDecoder().decode(await store.bytes(file.content));
    };

    it('checks the commit out clean, detached, with the tag', async () => {
      expect(
        await sh(
          'git rev-parse HEAD; git status --porcelain; git describe --tags --exact-match; git symbolic-ref -q HEAD || echo detached',
        ),
      ).toEqual([widget.commit, 'v1.2.0', 'detached']);
    });

    it('gives every file the mode and the time of the commit', async () => {
      const script = 'stat -c "%a %Y %n" README.md src/widget.mjs vendor; umask';
      const epoch = widget.git('log', '-1', '--format=%ct');
      expect(await sh(script)).toEqual([
        `644 ${epoch} README.md`,
        `755 ${epoch} src/widget.mjs`,
        `755 ${epoch} vendor`,
        '0022',
      ]);
    });

    it('has a place that dirties nothing', async () => {
      await sh(`echo x > ${ROOM}/made`);
      expect(await sh('git status --porcelain --ignored')).toEqual([]);
      expect(await text(`${ROOM}/made`)).toBe('x\n');
    });

    it('runs commands as they are listed, without a shell', async () => {
      expect(
        await run(['node', '-p', 'process.argv.slice(1).join("|")', '--', '$HOME', 'a b', '*', ';']),
      ).toEqual(['$HOME|a b|*|;']);
      expect(
        await run(['node', '-p', 'require("node:path").basename(process.cwd())'], { cwd: 'src' }),
      ).toEqual(['src']);
    });

    it('closes standard input', async () => {
      expect(await sh('cat; echo end')).toEqual(['end']);
    });

    it('keeps what a command prints as a file', async () => {
      await sh('echo out; echo err >&2', { stdout: 'made.txt' });
      expect(await text('made.txt')).toBe('out\n');
      const [file] = await workshop.collect(handle, 'made.txt');
      expect(file).toMatchObject({ path: 'made.txt', executable: false });
    });

    it('fails with the exit code and the last lines of a command', async () => {
      const failing = sh('for n in 1 2 3; do echo line $n; done; echo sorry >&2; exit 7');
      await expect(failing).rejects.toMatchObject({
        code: 'BUILD_FAILED',
        message: expect.stringMatching(/^contract\/any: sh -c '.*' ended with exit code 7$/),
        output: ['line 1', 'line 2', 'line 3', 'sorry'],
      });
      await expect(sh('kill -9 $$')).rejects.toMatchObject({
        code: 'BUILD_FAILED',
        message: expect.stringContaining('SIGKILL'),
      });
    });

    it('says which tool is not there', async () => {
      await expect(run(['no-such-tool-at-all'])).rejects.toMatchObject({
        code: 'TOOL_MISSING',
        message: expect.stringContaining('no-such-tool'),
      });
      await expect(run(['./README.md'])).rejects.toMatchObject({ code: 'TOOL_MISSING' });
    });

    it('ends a command that hangs, and what it started', async () => {
      const hanging = sh('sleep 61 & echo child $!; wait', { timeout: 0.3 });
      const failure = await hanging.then(
        () => undefined,
        (error: unknown) => error as { readonly code: string; readonly output: readonly string[] },
      );
      expect(failure).toMatchObject({ code: 'BUILD_TIMEOUT' });
      const child = Number(/child (\d+)/.exec(failure?.output[0] ?? '')?.[1]);
      expect(child).toBeGreaterThan(0);
      await expect.poll(() => isAlive(child)).toBe(false);
    });

    it('leaves nothing running behind a command that ends', async () => {
      const [line = ''] = await sh('sleep 62 >/dev/null 2>&1 & echo $!');
      await expect.poll(() => isAlive(Number(line))).toBe(false);
    });

    it.each([
      { name: 'colours', script: String.raw`printf '\033[31mred\033[0m\n'`, lines: ['red'] },
      { name: 'a window title', script: String.raw`printf '\033]0;owned\007title\n'`, lines: ['title'] },
      { name: 'what is written over', script: String.raw`printf '10%%\r99%%\rdone\r\n'`, lines: ['done'] },
      { name: 'a cursor that moves', script: String.raw`printf 'a\033[2Ab\n'`, lines: ['ab'] },
      { name: 'a lone escape', script: String.raw`printf 'a\033b\n'`, lines: [String.raw`a\x1bb`] },
      {
        name: 'text that turns around',
        script: String.raw`printf 'a\342\200\256b\n'`,
        lines: [String.raw`a\u{202e}b`],
      },
      { name: 'a line without an end', script: 'printf end', lines: ['end'] },
    ])('shows no $name', async ({ script, lines }) => {
      expect(await sh(script)).toEqual(lines);
    });

    it('collects a directory in byte order, with modes', async () => {
      await sh('mkdir -p tree/b; echo 1 > tree/b/z; echo 2 > tree/a; chmod 755 tree/a; echo 3 > tree/b.txt');
      expect(
        (await workshop.collect(handle, './tree/')).map(({ path, executable }) => `${path} ${executable}`),
      ).toEqual(['tree/a true', 'tree/b.txt false', 'tree/b/z false']);
    });

    it.each([
      { name: 'is not there', path: 'nowhere', make: ':', code: 'OUTPUT_MISSING' },
      { name: 'is an empty directory', path: 'empty', make: 'mkdir empty', code: 'OUTPUT_MISSING' },
      {
        name: 'is a link to nothing',
        path: 'dangling',
        make: 'ln -s nothing-here dangling',
        code: 'OUTPUT_MISSING',
      },
      { name: 'is a pipe', path: 'pipe', make: 'mkfifo pipe', code: 'OUTPUT_MISSING' },
      { name: 'goes up', path: '../src', make: ':', code: 'OUTPUT_OUTSIDE' },
      { name: 'goes up and down again', path: 'src/../../src/README.md', make: ':', code: 'OUTPUT_OUTSIDE' },
      { name: 'is absolute', path: '/etc/passwd', make: ':', code: 'OUTPUT_OUTSIDE' },
      { name: 'is absolute on another system', path: 'C:\\out', make: ':', code: 'OUTPUT_OUTSIDE' },
      { name: 'is the checkout', path: '.', make: ':', code: 'OUTPUT_OUTSIDE' },
      { name: "is git's own", path: '.git/config', make: ':', code: 'OUTPUT_OUTSIDE' },
      { name: 'is a link out', path: 'out1', make: 'ln -s /etc/passwd out1', code: 'OUTPUT_OUTSIDE' },
      {
        name: 'lies behind a link out',
        path: 'out2/passwd',
        make: 'ln -s /etc out2',
        code: 'OUTPUT_OUTSIDE',
      },
      {
        name: 'lies behind a link out and is not there',
        path: 'out3/nothing',
        make: 'ln -s /etc out3',
        code: 'OUTPUT_OUTSIDE',
      },
      {
        name: 'holds a link out',
        path: 'out4',
        make: 'mkdir out4; ln -s ../../.. out4/up',
        code: 'OUTPUT_OUTSIDE',
      },
      {
        name: 'holds a link to itself',
        path: 'out5',
        make: 'mkdir out5; ln -s . out5/loop',
        code: 'OUTPUT_OUTSIDE',
      },
      {
        name: 'has a control character in its name',
        path: 'odd',
        make: `mkdir odd; touch "odd/$(printf 'a\\033b')"`,
        code: 'OUTPUT_NAME_INVALID',
      },
      {
        name: 'has a name that is not UTF-8',
        path: 'bad',
        make: `mkdir bad; touch "bad/$(printf 'a\\377b')"`,
        code: 'OUTPUT_NAME_INVALID',
      },
    ])('refuses an output that $name', async ({ path, make: script, code }) => {
      await sh(script);
      await expect(workshop.collect(handle, path)).rejects.toMatchObject({ code });
    });

    it('follows links that stay inside', async () => {
      await sh('mkdir -p in/real; echo x > in/real/file; ln -s real in/other; ln -s in/real/file link');
      expect(await text('link')).toBe('x\n');
      expect((await workshop.collect(handle, 'in')).map(({ path }) => path)).toEqual([
        'in/other/file',
        'in/real/file',
      ]);
    });

    it('places files where git does not see them', async () => {
      const content = await store.write(
        new TextEncoder().encode('#!/bin/sh\necho placed\n'),
        'application/octet-stream',
      );
      await workshop.place(handle, 'embedded [x]/deep', [{ path: 'run me!', executable: true, content }]);
      expect(await run(['./embedded [x]/deep/run me!'])).toEqual(['placed']);
      expect(await sh('git status --porcelain -- embedded*')).toEqual([]);
    });

    it.each([
      { name: 'above the checkout', to: '../up', path: 'a', make: ':', code: 'OUTPUT_OUTSIDE' },
      { name: 'by the name of the file', to: 'x', path: '../../a', make: ':', code: 'OUTPUT_OUTSIDE' },
      { name: 'at an absolute path', to: '/tmp', path: 'a', make: ':', code: 'OUTPUT_OUTSIDE' },
      {
        name: "among git's own files",
        to: '.git/hooks',
        path: 'post-checkout',
        make: ':',
        code: 'OUTPUT_OUTSIDE',
      },
      {
        name: 'through a link out',
        to: 'door/deep',
        path: 'a',
        make: 'ln -s /tmp door',
        code: 'OUTPUT_OUTSIDE',
      },
      {
        name: 'through a link to nothing',
        to: 'hole/deep',
        path: 'a',
        make: 'ln -s nothing-there hole',
        code: 'OUTPUT_OUTSIDE',
      },
      { name: 'below a file', to: 'README.md', path: 'a', make: ':', code: 'BUILD_INPUT_INVALID' },
      { name: 'over a directory', to: '.', path: 'src', make: ':', code: 'BUILD_INPUT_INVALID' },
    ])('places nothing $name', async ({ to, path, make: script, code }) => {
      await sh(script);
      const content = await store.write(new TextEncoder().encode('x'), 'application/octet-stream');
      await expect(workshop.place(handle, to, [{ path, executable: false, content }])).rejects.toMatchObject({
        code,
      });
    });

    it('gives every builder a checkout of its own', async () => {
      const other = await workshop.open({ commit: widget.commit, tag: 'v1.2.0', label: 'contract/any' });
      expect(other).not.toBe(handle);
      await sh('echo changed > README.md');
      await workshop.run(other, {
        argv: ['git', 'diff', '--exit-code'],
        cwd: '.',
        env: {},
        pass: [],
        timeout: 60,
        line: () => undefined,
      });
      await workshop.close(other);
      await sh('git checkout README.md');
    });

    it('gives one checkout to all who share it, and lets none of them take it away', async () => {
      const wanted = { commit: widget.commit, tag: 'v1.2.0', label: 'shared', shared: true };
      const [one, other] = await Promise.all([workshop.open(wanted), workshop.open(wanted)]);
      expect(other).toBe(one);
      expect(one).not.toBe(handle);
      await workshop.close(one);
      expect(await workshop.open(wanted)).toBe(one);
      expect(await workshop.collect(one, 'README.md')).toHaveLength(1);
    });

    it('knows the versions of tools', async () => {
      expect(await workshop.tool('node', {})).toMatchObject({
        name: 'node',
        version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      });
      expect(await workshop.tool('git', {})).toMatchObject({
        name: 'git',
        version: expect.stringMatching(/^2\./),
      });
    });
  });
};

/** Whether a process runs. */
export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    // One that has ended and that nobody has asked about yet is dead all the same.
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch (error) {
    return existsSync('/proc/self/stat') ? false : (error as NodeJS.ErrnoException).code === 'ENOENT';
  }
};
