import { unpolluted } from '@sluice/core/internal';
import { Client } from 'undici';

/**
 * The client of one connection, which carries one exchange at a time. What undici does beside that for its pools is held
 * still: a timer per idle connection (the pool has one for all), and a `drain` event, with a microtask for it, per
 * request. Should a version of undici keep these elsewhere, it does them again, which costs and harms nothing; a test
 * tells.
 */
export class IdleClient extends Client {}

/** Names of undici's fields that read as 0 whatever is written to them. */
const HELD = ['keep alive timeout', 'need drain'];

const probe = new Client('http://localhost', unpolluted({}));
for (const mark of Object.getOwnPropertySymbols(probe)) {
  if (HELD.includes(mark.description ?? '')) {
    Object.defineProperty(IdleClient.prototype, mark, { get: () => 0, set: () => {} });
  }
}
void probe.destroy();

/** What a client is ended with when its connection is closed. */
export function closedError(): Error {
  return Object.assign(new Error('the connection is closed'), { code: 'UND_ERR_SOCKET' });
}
