import { describe, expect, it } from 'vitest';

import { runParts } from './parts.ts';

const { signal } = new AbortController();
type Waits = Readonly<Record<string, readonly string[]>>;

/** The order in which parts begin, one at a time. */
const begun = async (parts: readonly string[], waits: Waits = {}): Promise<readonly string[]> => {
  const order: string[] = [];
  const done = await runParts({
    parts,
    waits: (part) => waits[part] ?? [],
    jobs: 1,
    signal,
    run: async (part) => void order.push(part),
  });
  expect([...done.keys()]).toEqual(parts);
  return order;
};

describe('the order in which parts begin', () => {
  it.each<{ name: string; parts: readonly string[]; waits?: Waits; order: readonly string[] }>([
    { name: 'is their own where nothing waits', parts: ['b', 'a', 'c'], order: ['b', 'a', 'c'] },
    {
      name: 'begins with what others wait for',
      parts: ['tool', 'web', 'image'],
      waits: { image: ['web'] },
      order: ['web', 'image', 'tool'],
    },
    {
      name: 'begins with what most others wait for, however far',
      parts: ['alone', 'two', 'one', 'far', 'end', 'last'],
      waits: { far: ['two'], end: ['far'], last: ['one'] },
      order: ['two', 'far', 'one', 'end', 'last', 'alone'],
    },
  ])('$name', async ({ parts, waits, order }) => {
    expect(await begun(parts, waits)).toEqual(order);
  });

  it('fills a free place with what is ready, and never begins what still waits', async () => {
    const order: string[] = [];
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    await runParts({
      parts: ['tool', 'other', 'image', 'web'],
      waits: (part) => (part === 'image' ? ['web'] : []),
      jobs: 2,
      signal,
      run: async (part) => {
        order.push(part);
        if (part === 'web') await held;
        if (part === 'other') release();
      },
    });
    expect(order).toEqual(['web', 'tool', 'other', 'image']);
  });

  it('runs what another program does beside what this one does', async () => {
    const order: string[] = [];
    const ends = new Map<string, () => void>();
    const done = runParts({
      parts: ['render', 'render too', 'press', 'press too', 'render last'],
      waits: () => [],
      delegates: (part) => part.startsWith('render'),
      jobs: 2,
      signal,
      run: (part) => {
        order.push(part);
        return new Promise<void>((resolve) => ends.set(part, resolve));
      },
    });
    for (const part of ['press', 'render', 'render too', 'press too', 'render last']) {
      await expect.poll(() => ends.has(part)).toBe(true);
      ends.get(part)?.();
    }
    await done;
    expect(order).toEqual(['render', 'press', 'press too', 'render too', 'render last']);
  });

  it('says so when parts wait for one another or for one that is not there', async () => {
    const circle = begun(['a', 'b', 'c'], { a: ['b'], b: ['a'] });
    await expect(circle).rejects.toMatchObject({ code: 'INTERNAL', message: expect.stringMatching('a, b') });
    await expect(begun(['a'], { a: ['gone'] })).rejects.toMatchObject({ code: 'INTERNAL' });
  });
});
