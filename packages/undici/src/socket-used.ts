import type { WireSocket } from './wire-socket.ts';

const UNUSED = { get: () => false, set: () => {} };

let mark: symbol | undefined;

/**
 * undici waits one turn of the event loop, with an immediate per connection, before it writes to a socket that it has
 * marked as used. Whoever takes a connection here has waited for that turn already, with one immediate for all; so a
 * socket always reads as unused. To be called before undici takes the socket over: an accessor in the place of a value
 * that is there already would turn the socket into a dictionary, slow and 2 KiB larger. Should a version of undici
 * keep the mark elsewhere, it waits a second turn, which costs time and nothing else; a test tells.
 */
export function keepUnused(socket: WireSocket): void {
  if (mark !== undefined) Object.defineProperty(socket, mark, UNUSED);
}

/** Finds the mark, which is undici's own, on the first socket that undici has taken over. */
export function learnMark(socket: WireSocket): void {
  if (mark !== undefined) return;
  mark = Object.getOwnPropertySymbols(socket).find(({ description }) => description === 'kSocketUsed');
  keepUnused(socket);
}
