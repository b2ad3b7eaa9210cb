import type { AnyTransport } from '@sluice/core/transport';
import { readUnpolluted } from '@sluice/core/internal';

/** A transport used by several clients: it is closed when the last of them has closed. */
export interface SharedTransport {
  /** The transport as one client sees it: closing it takes only that client's share back. */
  borrow(): AnyTransport;
}

/** Shares a transport among a client and those made from it by `extend`. */
export function shareTransport(transport: AnyTransport): SharedTransport {
  let users = 0;
  return {
    borrow() {
      users++;
      let closing: Promise<void> | undefined;
      // What is copied here is the copy's own, which nothing tells from a polluted prototype's any more.
      const callOptions = readUnpolluted(transport, 'callOptions');
      const registry = readUnpolluted(transport, 'registry');
      return {
        name: transport.name,
        ...(callOptions !== undefined && { callOptions }),
        ...(registry !== undefined && { registry }),
        get requestDefaults() {
          return readUnpolluted(transport, 'requestDefaults');
        },
        send: (request) => transport.send(request),
        stats: () => transport.stats?.(),
        close: () => (closing ??= --users === 0 ? transport.close() : Promise.resolve()),
      };
    },
  };
}
