import { expect, it } from 'vitest';

import type { Event } from '../domain/event.ts';
import { descriptorsIn } from './closure.ts';
import { digestOf } from './keys.ts';
import { observed, type Watch } from './observe.ts';

interface Door {
  readonly fetch: (name: string) => Promise<string>;
  readonly stream: () => AsyncIterable<number>;
  readonly open: () => Promise<{ readonly list: () => Promise<readonly string[]> }>;
  readonly close: () => Promise<void>;
  readonly limit: number;
}

const effects: string[] = [];
const door: Door = {
  fetch: async (name) => (effects.push(name), name),
  stream: async function* () {
    yield 1;
    effects.push('streamed');
    yield 2;
  },
  open: async () => ({ list: async () => ['x'] }),
  close: async () => void effects.push('closed'),
  limit: 7,
};

const watch = (over: Partial<Watch> = {}): Watch & { readonly events: Event[] } => {
  effects.length = 0;
  const events: Event[] = [];
  let time = 0;
  return {
    stage: 'draft',
    part: 'all',
    report: (event) => events.push(event),
    observer: {},
    signal: new AbortController().signal,
    now: () => (time += 1),
    counts: new Map(),
    events,
    ...over,
  };
};
const collect = async (stream: AsyncIterable<number>): Promise<number[]> => {
  const all: number[] = [];
  for await (const item of stream) all.push(item);
  return all;
};

it('passes calls, answers and plain members through, and numbers each method by itself', async () => {
  const watching = watch();
  const port = observed(door, 'forge', watching);
  expect(await port.fetch('a')).toBe('a');
  expect(await port.fetch('b')).toBe('b');
  expect(await collect(port.stream())).toEqual([1, 2]);
  expect(port.limit).toBe(7);
  const told = watching.events.flatMap((event) =>
    'site' in event ? [`${event.type} ${event.site.method} ${event.site.n}`] : [],
  );
  expect(told).toEqual([
    'call-started fetch 1',
    'call-finished fetch 1',
    'call-started fetch 2',
    'call-finished fetch 2',
    'call-started stream 1',
    'call-finished stream 1',
  ]);
});

it('watches the door that a call answers with, under both names', async () => {
  const watching = watch();
  expect(await (await observed(door, 'staged', watching).open()).list()).toEqual(['x']);
  expect(watching.events.at(-1)).toMatchObject({ site: { door: 'staged', method: 'open.list', n: 1 } });
});

it('can fail a call before its effect', async () => {
  const port = observed(
    door,
    'forge',
    watch({
      observer: {
        before: () => {
          throw new Error('no');
        },
      },
    }),
  );
  expect(() => port.fetch('a')).toThrow('no');
  expect(effects).toEqual([]);
});

it('can fail a call after its effect', async () => {
  const port = observed(
    door,
    'forge',
    watch({
      observer: {
        after: () => {
          throw new Error('no');
        },
      },
    }),
  );
  await expect(port.fetch('a')).rejects.toThrow('no');
  await expect(collect(port.stream())).rejects.toThrow('no');
  expect(effects).toEqual(['a', 'streamed']);
});

it('lets no call begin and no stream go on once aborted, but still lets go of what is held', async () => {
  const controller = new AbortController();
  const port = observed(door, 'forge', watch({ signal: controller.signal }));
  const stream = port.stream()[Symbol.asyncIterator]();
  await stream.next();
  controller.abort(new Error('interrupted'));
  await expect(stream.next()).rejects.toThrow('interrupted');
  expect(() => port.fetch('a')).toThrow('interrupted');
  await port.close();
  expect(effects).toEqual(['streamed', 'closed']);
});

it('finds every descriptor of an outcome once, however deep, and takes nothing else for one', () => {
  const blob = { mediaType: 'text/plain', digest: digestOf('a'), size: 1 };
  const value = {
    list: [{ content: blob }, blob],
    digest: digestOf('b'),
    odd: { mediaType: 'x', digest: 'md5:1', size: 1 },
  };
  expect(descriptorsIn(value)).toEqual([blob]);
});
