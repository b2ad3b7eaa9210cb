// An undici client without the work that undici does for its own pools.
// Checked on undici 8.12.0 and 8.13.1.
import type { Client } from 'undici';
import { unpolluted } from '@sluice/core/internal';

/** The names of undici's fields that always read as 0. */
const HELD = ['keep alive timeout', 'need drain'];

/**
 * The class of clients of one connection, which carry one exchange at a time. They start no timer per idle connection (the
 * pool has one for all) and emit no `drain` event with a microtask per request. If a version of undici keeps these fields
 * under other names, they do this work again, which costs time and harms nothing.
 */
export function idleClientOf(base: typeof Client): typeof Client {
  class IdleClient extends base {}
  const probe = new base('http://localhost', unpolluted({}));
  for (const mark of Object.getOwnPropertySymbols(probe)) {
    if (HELD.includes(mark.description ?? '')) {
      Object.defineProperty(IdleClient.prototype, mark, { get: () => 0, set: () => {} });
    }
  }
  void probe.destroy();
  return IdleClient;
}

/** The error of a client whose connection is closed. */
export function closedError(): Error {
  return Object.assign(new Error('the connection is closed'), { code: 'UND_ERR_SOCKET' });
}

/** The longest delay of a timer: the idle time of undici must not be shorter than that of the pool. */
const NEVER = 2_147_483_647;

/** The options of a client that carries one exchange at a time and that only the pool closes. */
export function lastingClient(headerBytes: number): Client.Options {
  return {
    // Requests are sent one at a time. With 1, undici would wait for a turn of the event loop after each response.
    pipelining: 2,
    // undici refuses Infinity.
    maxHeaderSize: Math.min(headerBytes, Number.MAX_SAFE_INTEGER),
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: NEVER,
    keepAliveMaxTimeout: NEVER,
    keepAliveTimeoutThreshold: 0,
    allowH2: false,
  };
}
