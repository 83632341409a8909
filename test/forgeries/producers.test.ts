// Each lie to those who make releases stops them with exactly its own code, before a name is given, and loses nothing.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { FAILURE_CODES } from '../../src/domain/failure-codes.ts';
import { isOfProducer, readLies } from './lies.ts';
import { endsWell, toldToProducer } from './producer-judge.ts';
import type { ProducerLie } from './producer-lie.ts';
import { createProducerWorld, type ProducerWorld } from './producer-world.ts';

const lies = (await readLies()).filter(isOfProducer);
let scratch: string;
let world: ProducerWorld;

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'colophon-museum-producers-'));
  world = await createProducerWorld(scratch);
});
afterAll(async () => {
  await world.remove();
  await rm(scratch, { recursive: true, force: true });
});

// Each is told by itself, with its own honest end, in `npm run forgeries`. Here those that stop in one stage of a release
// are told one after another to one and the same release, which then must still come to its end.
const STAGES = ['push', 'mirror', 'publish'] as const;
const chained = ({ by }: Pick<ProducerLie, 'by'>): boolean => STAGES.some((stage) => stage === by);

describe('with a lie', () => {
  it('there are many, each with its own folder', () => {
    expect(lies.length).toBeGreaterThanOrEqual(30);
  });

  describe.each(STAGES)('about %s', (by) => {
    it.each(lies.filter((lie) => lie.by === by))(
      '$name stops a release with $code',
      async ({ name: _, ...lie }) => {
        const stopped = await toldToProducer(lie, `stopped-in-${by}`, world, { afterwards: 'later' });
        expect(stopped).toEqual({ exit: FAILURE_CODES[lie.code], code: lie.code, faults: [] });
      },
    );

    it('nothing is lost of the release that was stopped again and again', async () => {
      expect(await endsWell({ by }, `stopped-in-${by}`, world)).toEqual([]);
    });
  });

  it.each(lies.filter((lie) => !chained(lie)))(
    '$name stops with $code, and it goes on without',
    async ({ name, ...lie }) => {
      const stopped = await toldToProducer(lie, name, world);
      expect(stopped).toEqual({ exit: FAILURE_CODES[lie.code], code: lie.code, faults: [] });
    },
  );
});

describe('without a lie', () => {
  it.each(['copy', 'base', 'dockerfile', 'doctor'] as const)('%s ends well', async (by) => {
    const members = by === 'copy' ? { members: true as const } : {};
    expect(await endsWell({ by, ...members }, `truth-${by}`, world)).toEqual([]);
  });
});
