// The properties by which Node's agents list their sockets and requests.
import type { PoolAdapter } from './pool-adapter.ts';

type Lists<Item> = Record<string, Item[]>;

/**
 * Defines `sockets`, `freeSockets`, `requests` and `totalSocketCount` of an agent as in Node: lists by key. They are
 * computed at each access.
 */
export function defineSocketLists(agent: object, adapter: PoolAdapter): void {
  const define = (name: string, get: () => unknown): void => {
    Object.defineProperty(agent, name, { get, enumerable: true, configurable: true });
  };
  define('sockets', () => {
    const busy = [...adapter.connections].filter((connection) => connection.busy);
    const opening = [...adapter.dials].filter(({ socket }) => socket !== undefined);
    return byKey([...busy, ...opening], ({ socket }) => socket);
  });
  define('freeSockets', () => {
    const idle = [...adapter.connections].filter((connection) => !connection.busy);
    return byKey(idle, ({ socket }) => socket);
  });
  define('requests', () => byKey(adapter.waiting.values(), ({ request }) => request));
  define('totalSocketCount', () => adapter.connections.size + adapter.dials.size);
}

function byKey<Listed extends { readonly key: string }, Item>(
  all: readonly Listed[],
  itemOf: (listed: Listed) => Item,
): Lists<Item> {
  const lists: Lists<Item> = Object.create(null) as Lists<Item>;
  for (const listed of all) (lists[listed.key] ??= []).push(itemOf(listed));
  return lists;
}
