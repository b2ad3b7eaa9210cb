// Dials while a mocking library is active.
import { AsyncResource } from 'node:async_hooks';
import type http from 'node:http';
import net from 'node:net';
import type { Duplex } from 'node:stream';

declare global {
  /** The active interceptors of msw and nock, which they keep here, so that several copies see each other's. */
  var __MSW_INTERCEPTORS_REGISTRY: ReadonlyMap<symbol, unknown> | undefined;
}

/** The interceptor of HTTP requests on sockets, which all others of msw share. */
const OF_REQUESTS = Symbol.for('node-http-request-source');
const OF_CONNECTIONS = Symbol.for('socket-interceptor');

/**
 * Opens a socket. While msw intercepts requests, the socket is opened as if for a request of `node:http`: msw reads from
 * the async context of a dial which client it serves, and calls its handlers only for `node:http`, `fetch` and
 * `XMLHttpRequest`. The request created here is never sent. Checked with msw 3.0.
 */
export function dialAsNodeRequest<Socket>(open: () => Socket): Socket {
  const registry = globalThis.__MSW_INTERCEPTORS_REGISTRY;
  if (registry?.has(OF_REQUESTS) !== true) return open();
  let context: AsyncResource | undefined;
  const agent = {
    defaultPort: 80,
    protocol: 'http:',
    addRequest() {
      context = new AsyncResource('SluiceDial', { requireManualDestroy: true });
    },
  };
  const { request } = process.getBuiltinModule('node:http');
  request({ agent: agent as unknown as http.Agent }).on('error', () => {});
  return context === undefined ? open() : context.runInAsyncScope(open);
}

/**
 * Whether a mocking library intercepts connections at present. Its sockets may not support every option of
 * `net.connect()`; those of nock 15.0.2 do not.
 */
export function isMocked(): boolean {
  const registry = globalThis.__MSW_INTERCEPTORS_REGISTRY;
  return registry !== undefined && (registry.has(OF_REQUESTS) || registry.has(OF_CONNECTIONS));
}

/**
 * Whether a socket is a mocking library's replacement of a connected socket, without a peer. Older libraries, such as that
 * of nock 15.0.2, notice TLS only on sockets that `tls.connect()` itself opens.
 */
export function isStandIn(socket: Duplex): boolean {
  const active = globalThis.__MSW_INTERCEPTORS_REGISTRY?.has(OF_CONNECTIONS) === true;
  if (!active || !(socket instanceof net.Socket)) return false;
  const { _handle: handle } = socket as { _handle?: { getpeername?(result: object): number } | null };
  const code = handle?.getpeername?.({});
  return code !== undefined && code !== 0;
}
