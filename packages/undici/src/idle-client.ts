import { Client } from 'undici';

/**
 * The client of one connection. undici arms a timer of its own whenever a connection is idle, one per connection;
 * here the pool watches over idle ones with one timer for all, so the length undici would set reads as none.
 * Should a version of undici keep it elsewhere, it arms its timers again, which costs memory and nothing else; a test
 * tells.
 */
export class IdleClient extends Client {}

const probe = new Client('http://localhost');
const value = Object.getOwnPropertySymbols(probe).find(
  ({ description }) => description === 'keep alive timeout',
);
void probe.destroy();

if (value !== undefined) {
  Object.defineProperty(IdleClient.prototype, value, {
    get: () => 0,
    set: () => {},
  });
}
