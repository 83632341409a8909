// Each lie of a registry is refused with exactly its own code by whoever verifies an image there.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { CHART, MIRROR, ORIGIN } from '../support/image-release.ts';
import { AMD64, platformOf, rootOf } from './image-edits.ts';
import { IMAGE_TAG } from './image-world.ts';
import { isOfRegistry, readLies } from './lies.ts';
import { about, demand, listByTag, say } from './registry-edits.ts';
import { toldByRegistry } from './registry-judge.ts';
import type { RegistryLie } from './registry-lie.ts';
import { createRegistryWorld, type RegistryWorld } from './registry-world.ts';

const lies = (await readLies()).filter(isOfRegistry);
let scratch: string;
let world: RegistryWorld;

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'colophon-museum-registries-'));
  world = await createRegistryWorld(scratch);
});
afterAll(async () => {
  await world.remove();
  await rm(scratch, { recursive: true, force: true });
});

describe('without a lie', () => {
  const truths: readonly (Pick<RegistryLie, 'asked' | 'told' | 'answers' | 'login' | 'far' | 'options'> & {
    readonly what: string;
  })[] = [
    { what: 'an image by its tag' },
    { what: 'an image down to its layers', options: { deep: true } },
    { what: 'an image by digest', asked: ({ release }) => `${ORIGIN}@${rootOf(release)}` },
    { what: 'a platform', asked: ({ release }) => `${ORIGIN}@${platformOf(release, AMD64)}` },
    { what: 'an image in a mirror', asked: () => `${MIRROR}/widget:${IMAGE_TAG}` },
    { what: 'a chart', asked: () => `${CHART}:1.2.3` },
    {
      what: 'an image whose registry lists by tags',
      told: (place) => listByTag(place, ORIGIN, rootOf(place.release), []),
      answers: () => about({ kind: 'referrers' }, (response) => say(response, '', {}, 404)),
    },
    {
      what: 'an image for members',
      answers: () => (question, response) => {
        const open = question.request.headers.authorization !== undefined;
        if (!open) demand(response, 'Basic realm="registry"');
        return !open;
      },
      login: true,
    },
    { what: 'an image far away', far: true },
  ];
  it.each(truths)('$what is accepted', async ({ what: _, ...truth }) => {
    const { judged } = await toldByRegistry(truth, world);
    expect(judged).toEqual({ accepted: true, exit: 0, codes: [] });
  });
});

describe('with a lie', () => {
  it('there are many, each with its own folder', () => {
    expect(lies.length).toBeGreaterThanOrEqual(30);
  });

  it.each(lies)('$name is refused with $code', async (lie) => {
    const { judged } = await toldByRegistry(lie, world);
    expect(judged).toEqual({ accepted: false, exit: lie.exit ?? 1, codes: [lie.code] });
  });
});
