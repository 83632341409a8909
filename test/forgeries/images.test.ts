// Each lie about images is refused with exactly its own code, in the whole rehearsal and in one image's layout.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { CHART } from '../support/image-release.ts';
import { AMD64, platformOf } from './image-edits.ts';
import { toldOfImages, waysOf } from './image-judge.ts';
import type { ImageLie, Way } from './image-lie.ts';
import { createImageWorld, type ImageWorld } from './image-world.ts';
import { isOfImages, readLies } from './lies.ts';

const lies = (await readLies()).filter(isOfImages);
let scratch: string;
let world: ImageWorld;

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'colophon-museum-images-'));
  world = await createImageWorld(scratch);
});
afterAll(async () => {
  await world.remove();
  await rm(scratch, { recursive: true, force: true });
});

describe('without a lie', () => {
  const truths: readonly (Pick<ImageLie, 'asked' | 'made'> & { readonly what: string; readonly way: Way })[] =
    [
      { what: 'the whole rehearsal', way: 'directory' },
      { what: 'a rehearsal of two images', way: 'directory', made: () => ({ second: true }) },
      { what: 'an image', way: 'layout' },
      { what: 'the only image of a layout', way: 'layout', asked: { digest: () => undefined } },
      { what: 'a platform', way: 'layout', asked: { digest: (release) => platformOf(release, AMD64) } },
      { what: 'a chart', way: 'layout', asked: { repository: CHART, digest: ({ chart }) => chart.digest } },
    ];
  it.each(truths)('$what is accepted', async ({ way, what, ...truth }) => {
    for (const options of [{}, { deep: true }]) {
      const name = `truth-${what.replaceAll(' ', '-')}-${options.deep === true ? 'deep' : 'flat'}`;
      const { judged } = await toldOfImages({ ...truth, options }, way, world, name);
      expect(judged).toEqual({ accepted: true, exit: 0, codes: [] });
    }
  });

  it('is what is told again after a lie', async () => {
    for (const { name, made, told } of lies)
      if (made === undefined && told !== undefined) await world.lay('rehearsal', `before-${name}`, { told });
    const { judged } = await toldOfImages({}, 'directory', world, 'truth-again');
    expect(judged).toEqual({ accepted: true, exit: 0, codes: [] });
  });
});

describe('with a lie', () => {
  it('there are many, each with its own folder', () => {
    expect(lies.length).toBeGreaterThanOrEqual(48);
  });

  it.each(lies.flatMap((lie) => waysOf(lie).map((where) => ({ ...lie, where }))))(
    '$name in a $where is refused with $code',
    async ({ where, ...lie }) => {
      const { judged } = await toldOfImages(lie, where, world, lie.name);
      expect(judged).toEqual({ accepted: false, exit: lie.exit ?? 1, codes: [lie.code] });
    },
  );
});
