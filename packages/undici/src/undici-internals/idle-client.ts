// undici's client without the work for its own pools.
import { unpolluted } from '@sluice/core/internal';
import { Client } from 'undici';

/**
 * The undici client of one connection, which carries one exchange at a time. Work that undici does for its own pools is
 * suppressed: a timer per idle connection (the pool has one timer for all), and a `drain` event with a microtask per request. A
 * version of undici with other fields would do this work again, which is harmless; a test detects it.
 */
export class IdleClient extends Client {}

/** The names of undici's fields that always read as 0. */
const HELD = ['keep alive timeout', 'need drain'];

const probe = new Client('http://localhost', unpolluted({}));
for (const mark of Object.getOwnPropertySymbols(probe)) {
  if (HELD.includes(mark.description ?? '')) {
    Object.defineProperty(IdleClient.prototype, mark, { get: () => 0, set: () => {} });
  }
}
void probe.destroy();

/** The error with which a client is destroyed when its connection closes. */
export function closedError(): Error {
  return Object.assign(new Error('the connection is closed'), { code: 'UND_ERR_SOCKET' });
}
