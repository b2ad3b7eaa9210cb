// An undici client without the work that undici does for its own pools.
// Checked on undici 8.12.0 and 8.13.1.
import { unpolluted } from '@sluice/core/internal';
import { Client } from 'undici';

/**
 * The client of one connection, which carries one exchange at a time. It starts no timer per idle connection (the pool has
 * one for all) and emits no `drain` event with a microtask per request. If a version of undici keeps these fields under
 * other names, it does this work again, which costs time and harms nothing.
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

/** The error of a client whose connection is closed. */
export function closedError(): Error {
  return Object.assign(new Error('the connection is closed'), { code: 'UND_ERR_SOCKET' });
}
