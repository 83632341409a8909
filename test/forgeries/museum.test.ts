// Each lie is refused with exactly its own code; one that is accepted, or refused for another reason, fails.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { verify } from '../../src/cli/check/index.ts';
import type { Verdict } from '../../src/domain/verdict.ts';
import { invocation, judge, told } from './judge.ts';
import { isOfFiles, readLies } from './lies.ts';
import { remake } from './remake.ts';
import { ARCHIVE, copyTarget, type Target } from './target.ts';
import { createWorld, type Releases, type World } from './world.ts';

const all = await readLies();
const lies = all.filter(isOfFiles);
let world: World;
const copies = new Map<string, number>();

beforeAll(async () => {
  world = await createWorld();
});
afterAll(async () => {
  await world.remove();
});

const copy = (kind: 'rehearsal' | 'release', name: string, which: keyof Releases = 'current'): Target => {
  const number = (copies.get(name) ?? 0) + 1;
  copies.set(name, number);
  return copyTarget(world[kind][which], join(world.scratch, 'told', `${name}-${number}`));
};

describe('without a lie', () => {
  it.each(['rehearsal', 'release'] as const)('a %s is accepted', async (kind) => {
    expect(await judge(copy(kind, 'truth'))).toEqual({ accepted: true, exit: 0, codes: [] });
  });

  it.each(['rehearsal', 'release'] as const)('a %s that is signed again is accepted', async (kind) => {
    const target = copy(kind, 'truth');
    await remake(target);
    expect(await judge(target)).toEqual({ accepted: true, exit: 0, codes: [] });
  });

  it.each(['previous', 'other'] as const)('the %s release is accepted as what it is', async (which) => {
    for (const kind of ['rehearsal', 'release'] as const)
      expect(await judge(copy(kind, which, which))).toEqual({ accepted: true, exit: 0, codes: [] });
  });
});

describe('what is left open', () => {
  it.each(['directory', 'file'] as const)('is said about a %s', async (what) => {
    const target = copy('release', 'open');
    const { repository: repo, trustedRoot } = target;
    const path = what === 'file' ? target.path(ARCHIVE) : target.dir;
    const { document } = await verify([path], { repo, trustedRoot }, invocation(target.dir));
    const { findings, verified } = document as unknown as Verdict;
    expect(verified).toBe(true);
    const open = findings.filter(({ result }) => result === 'info').map(({ code }) => code);
    expect(open).toEqual(
      expect.arrayContaining(['WORKFLOW_PATH_NOT_PINNED', 'TAG_NOT_NAMED', 'WITHDRAWAL_NOT_ASKED']),
    );
  });
});

describe('with a lie', () => {
  it('there are many, each with its own folder', () => {
    expect(lies.length).toBeGreaterThanOrEqual(24);
  });

  it('the page about them names each with its code', async () => {
    const page = await readFile(join(import.meta.dirname, '../../docs/forgeries.md'), 'utf8');
    const rows = [...page.matchAll(/^\| ([a-z0-9-]+) +\|.*\| `([A-Z_]+)` +\|/gm)];
    const named = rows.map(([, name, code]) => ({ name, code }));
    expect(named).toEqual(all.map(({ name, code }) => ({ name, code })));
  });

  it.each(lies)('$name is refused with $code', async (lie) => {
    const { judged } = await told(lie, world, copy(lie.of, lie.name));
    expect(judged).toEqual({ accepted: false, exit: lie.exit ?? 1, codes: [lie.code] });
  });
});
