// The lists of an agent's sockets and requests, as in Node's agents.
import type { PoolAdapter } from './pool-adapter.ts';

type Dict<Item> = Record<string, Item[]>;

/** Defines an agent's lists of sockets and requests as in Node's agents: by key, computed at each access. */
export function defineSocketLists(agent: object, face: PoolAdapter): void {
  const show = (name: string, get: () => unknown): void => {
    Object.defineProperty(agent, name, { get, enumerable: true, configurable: true });
  };
  show('sockets', () => {
    const sockets = [...face.connections].filter((connection) => connection.busy);
    const opening = [...face.dials].filter(({ socket }) => socket !== undefined);
    return byKey([...sockets, ...opening], ({ socket }) => socket);
  });
  show('freeSockets', () => {
    const idle = [...face.connections].filter((connection) => !connection.busy);
    return byKey(idle, ({ socket }) => socket);
  });
  show('requests', () => byKey([...face.waiting], ({ request }) => request));
  show('totalSocketCount', () => face.connections.size + face.dials.size);
}

function byKey<Kept extends { readonly key: string }, Item>(
  all: readonly Kept[],
  itemOf: (kept: Kept) => Item,
): Dict<Item> {
  const lists: Dict<Item> = Object.create(null) as Dict<Item>;
  for (const kept of all) (lists[kept.key] ??= []).push(itemOf(kept));
  return lists;
}
