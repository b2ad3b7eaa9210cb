// Shares a transport between clients.
import type { AnyTransport } from '@sluice/core/transport';
import { readUnpolluted } from '@sluice/core/internal';

/** A transport that several clients use, and that is closed with the last of them. */
export interface SharedTransport {
  /** Wraps the transport for one client. To close the wrapper ends the use by that client. */
  borrow(): AnyTransport;
}

/** Shares a transport between a client and its extended clients. */
export function shareTransport(transport: AnyTransport): SharedTransport {
  let users = 0;
  return {
    borrow() {
      users++;
      let closing: Promise<void> | undefined;
      // Without `readUnpolluted()`, a property of a polluted prototype would become an own property of the wrapper.
      const callOptions = readUnpolluted(transport, 'callOptions');
      const registry = readUnpolluted(transport, 'registry');
      const dispatches = readUnpolluted(transport, 'dispatch') !== undefined;
      const shared: AnyTransport = {
        name: transport.name,
        ...(callOptions !== undefined && { callOptions }),
        ...(registry !== undefined && { registry }),
        send: (request) => transport.send(request),
        ...(dispatches && { dispatch: (request, handler) => transport.dispatch?.(request, handler) }),
        stats: () => (readUnpolluted(transport, 'stats') === undefined ? undefined : transport.stats?.()),
        close: () => (closing ??= --users === 0 ? transport.close() : Promise.resolve()),
      };
      if (!('requestDefaults' in transport)) return shared;
      // They may change.
      const get = (): unknown => readUnpolluted(transport, 'requestDefaults');
      return Object.defineProperty(shared, 'requestDefaults', { __proto__: null, get } as PropertyDescriptor);
    },
  };
}
