// What is asked for one by one and can be done together: whatever comes while the same thing is being done waits, and is
// then done at once.

/** Adds an item to what is done next under this name; resolves, or fails, with the batch that it was in. */
export type Batches<Item> = (
  name: string,
  item: Item,
  act: (items: readonly Item[]) => Promise<void>,
) => Promise<void>;

export const createBatches = <Item>(): Batches<Item> => {
  const waiting = new Map<string, { readonly items: Item[]; readonly done: Promise<void> }>();
  const running = new Map<string, Promise<void>>();
  return (name, item, act) => {
    const next = waiting.get(name);
    if (next !== undefined) {
      next.items.push(item);
      return next.done;
    }
    const items = [item];
    const before = running.get(name);
    const done = (async () => {
      // A failure of those before is theirs.
      await before?.catch(() => undefined);
      waiting.delete(name);
      return act(items);
    })();
    waiting.set(name, { items, done });
    running.set(name, done);
    const forget = (): void => {
      if (running.get(name) === done) running.delete(name);
    };
    done.then(forget, forget);
    return done;
  };
};
