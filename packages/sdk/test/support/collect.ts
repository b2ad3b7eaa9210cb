// Helpers of tests that read iterables.

/** All items, mapped if a function is given. */
export async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]>;
export async function collect<Item, Mapped>(
  items: AsyncIterable<Item>,
  map: (item: Item) => Mapped,
): Promise<Mapped[]>;
export async function collect<Item>(
  items: AsyncIterable<Item>,
  map: (item: Item) => unknown = (item) => item,
): Promise<unknown[]> {
  const all: unknown[] = [];
  for await (const item of items) all.push(map(item));
  return all;
}

/** What a promise rejects with; undefined if it resolves. */
export async function caught(promise: PromiseLike<unknown>): Promise<unknown> {
  try {
    await promise;
    return undefined;
  } catch (error) {
    return error;
  }
}
