import type { AnyTransport } from '@sluice/core';

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
      return {
        name: transport.name,
        ...(transport.callOptions !== undefined && { callOptions: transport.callOptions }),
        ...(transport.defaults !== undefined && { defaults: transport.defaults }),
        ...(transport.registry !== undefined && { registry: transport.registry }),
        get requestDefaults() {
          return transport.requestDefaults;
        },
        send: (request) => transport.send(request),
        stats: () => transport.stats?.(),
        close: () => (closing ??= --users === 0 ? transport.close() : Promise.resolve()),
      };
    },
  };
}
