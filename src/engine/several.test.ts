import { expect, it } from 'vitest';

import { several } from './several.ts';

const soon = () => new Promise<void>((resolve) => void setImmediate(resolve));

it('answers in the order of the items, and does no more at a time than it may', async () => {
  let running = 0;
  let most = 0;
  const answers = await several([5, 3, 1, 4, 2], 2, async (item) => {
    most = Math.max(most, (running += 1));
    for (let turn = 0; turn < item; turn += 1) await soon();
    running -= 1;
    return item * 10;
  });
  expect(answers).toEqual([50, 30, 10, 40, 20]);
  expect(most).toBe(2);
});

it('begins nothing after a failure, lets go on what runs, and throws the first', async () => {
  const done: string[] = [];
  const work = several(['slow', 'fails', 'never'], 2, async (item) => {
    await soon();
    if (item === 'fails') throw new Error('no');
    await soon();
    done.push(item);
  });
  await expect(work).rejects.toThrow('no');
  expect(done).toEqual(['slow']);
});

it('does nothing to nothing', async () => {
  expect(await several([], 4, async () => 1)).toEqual([]);
});
