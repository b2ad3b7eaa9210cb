// The marks of undici on a socket: symbols, two of which decide what the pool decides here.
// Checked on undici 8.12.0 and 8.13.1.
import type { WireSocket } from '../wire/wire-socket.ts';

const kWriting: unique symbol = Symbol('undici writes a request body');
const kEnded: unique symbol = Symbol('its response is complete');
const kUnsent: unique symbol = Symbol('a request body has not been written to its end');

interface MarkedSocket {
  [kWriting]: boolean;
  [kEnded]: boolean;
  [kUnsent]: boolean;
}

type Socket = WireSocket & Partial<MarkedSocket>;

/**
 * undici waits one turn of the event loop, with an immediate per connection, before it writes to a socket that is marked as
 * used. An exchange has waited for that turn before it takes a connection, with one immediate for all; so a socket always
 * reads as unused.
 */
const USED = { __proto__: null, get: () => false, set: () => {} };

/**
 * undici destroys a socket if the response is complete while the body is being written, and also if all of the body was
 * written and TLS has not reported that yet. So the mark reads as false once, when undici reads it at the end of a
 * response; the pool asks {@link isWriting} later. A body whose source fails is not written to its end, and undici, for
 * which the exchange is complete by then, leaves the socket open: the server would read the next request as a part of that
 * body.
 */
const WRITING = {
  __proto__: null,
  get(this: MarkedSocket): boolean {
    if (!this[kEnded]) return this[kWriting];
    this[kEnded] = false;
    return false;
  },
  set(this: MarkedSocket, value: boolean): void {
    this[kWriting] = value;
    if (value) this[kUnsent] = true;
  },
};

/** Without a prototype, which may be polluted. */
const UNCHANGED = Object.freeze(Object.create(null)) as PropertyDescriptor;

const HELD: Readonly<Record<string, PropertyDescriptor>> = { kSocketUsed: USED, writing: WRITING };

let marks: readonly symbol[] | undefined;

/**
 * Replaces undici's marks. To be called before undici has the socket: an accessor in place of an existing value turns the
 * socket into a dictionary, slow and 2 KiB larger. If a version of undici keeps its marks under other names, it waits a
 * second turn and destroys these sockets, which costs time and connections.
 */
export function holdMarks(socket: WireSocket): void {
  if (marks === undefined) return;
  Object.assign(socket, { [kWriting]: false, [kEnded]: false, [kUnsent]: false });
  for (const mark of marks) Object.defineProperty(socket, mark, HELD[mark.description ?? ''] ?? UNCHANGED);
}

/** Finds the marks on the first socket that undici uses. */
export function learnMarks(socket: WireSocket): void {
  if (marks !== undefined) return;
  marks = Object.getOwnPropertySymbols(socket).filter(({ description = '' }) =>
    Object.hasOwn(HELD, description),
  );
  holdMarks(socket);
}

/** Whether undici has not yet written all of the request body, or never will. */
export function isWriting(socket: Socket): boolean {
  return socket[kUnsent] === true;
}

/** To be called when undici reports that a request is sent: the end of its body is written. */
export function requestSent(socket: Socket): void {
  if (isWriting(socket)) socket[kUnsent] = false;
}

/** To be called when the response is complete, before undici reads the mark. */
export function responseEnded(socket: Socket): void {
  socket[kEnded] = isWriting(socket);
}
