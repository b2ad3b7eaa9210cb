// Shares a transport between clients.
import type { AnyTransport } from '@sluice/core/transport';
import { readUnpolluted } from '@sluice/core/internal';

/** A transport that several clients use. It is closed with the last of them. */
export interface SharedTransport {
  /** Wraps the transport for one client. Closing the wrapper ends the use of that client. */
  borrow(): AnyTransport;
}

/** Shares a transport between a client and its extended clients. */
export function shareTransport(transport: AnyTransport): SharedTransport {
  let users = 0;
  return {
    borrow() {
      users++;
      let closing: Promise<void> | undefined;
      // Read unpolluted: a copied property would look like an own one.
      const callOptions = readUnpolluted(transport, 'callOptions');
      const registry = readUnpolluted(transport, 'registry');
      const dispatches = readUnpolluted(transport, 'dispatch') !== undefined;
      return {
        name: transport.name,
        ...(callOptions !== undefined && { callOptions }),
        ...(registry !== undefined && { registry }),
        get requestDefaults() {
          return readUnpolluted(transport, 'requestDefaults');
        },
        send: (request) => transport.send(request),
        ...(dispatches && { dispatch: (request, handler) => transport.dispatch?.(request, handler) }),
        stats: () => (readUnpolluted(transport, 'stats') === undefined ? undefined : transport.stats?.()),
        close: () => (closing ??= --users === 0 ? transport.close() : Promise.resolve()),
      };
    },
  };
}
