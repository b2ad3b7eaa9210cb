import type { AgentFace } from './face.ts';

type Dict<Item> = Record<string, Item[]>;

/** Lets an agent show its sockets and requests where Node's agents keep theirs: lists by key, made when asked for. */
export function showBooks(agent: object, face: AgentFace): void {
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
  show('requests', () => byKey([...face.line], ({ request }) => request));
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
