// The same thing done to many, some at a time.

/**
 * What `act` answers for each item, in their order, with at most `most` at the same time. After a failure none begins,
 * those that run are let to their end, and the first failure is thrown.
 */
export const several = async <Item, Answer>(
  items: readonly Item[],
  most: number,
  act: (item: Item) => Promise<Answer>,
): Promise<readonly Answer[]> => {
  const answers: Answer[] = [];
  const failures: unknown[] = [];
  const queue = [...items.entries()];
  const lane = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [at, item] = next;
      try {
        answers[at] = await act(item);
      } catch (error) {
        failures.push(error);
        queue.length = 0;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, Math.min(most, items.length)) }, lane));
  if (failures.length > 0) throw failures[0];
  return answers;
};
