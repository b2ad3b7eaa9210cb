import type { WireSocket } from './wire-socket.ts';

const UNUSED = { get: () => false, set: () => {} };

let mark: symbol | undefined;

/**
 * undici waits one turn of the event loop, with an immediate per connection, before it writes to a socket that it has
 * marked as used. Whoever takes a connection here has waited for that turn already, with one immediate for all; so a
 * socket that undici has taken over always reads as unused. Should a version of undici keep the mark elsewhere, it
 * waits a second turn, which costs time and nothing else; a test tells.
 */
export function keepUnused(socket: WireSocket): void {
  mark ??= Object.getOwnPropertySymbols(socket).find(({ description }) => description === 'kSocketUsed');
  if (mark !== undefined) Object.defineProperty(socket, mark, UNUSED);
}
