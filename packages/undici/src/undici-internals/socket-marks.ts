// Replaces two marks (symbols) of undici on a socket, by which undici decides what the pool decides here.
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
 * Before undici writes to a socket that is marked as used, it waits one turn of the event loop, with an immediate per
 * connection. Here, exchanges wait for that turn before they use a connection, with one immediate for all. So the mark
 * always reads as unused.
 */
const USED = { __proto__: null, get: () => false, set: () => {} };

/**
 * undici destroys a socket if the response is complete while the body is being written, even if the whole body was written
 * and only TLS has not reported that yet. So the mark reads as false once, when undici reads it at the end of a response;
 * the pool calls {@link isWriting} later. If the source of the body fails after the response, the body stays incomplete, and
 * undici leaves the socket open, because its exchange is complete: the server would read the next request as a part of the
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
 * Replaces undici's marks. To be called before undici receives the socket: an accessor that replaces a value turns the
 * socket into a dictionary, which is slow and 2 KiB larger. If a version of undici has other names for its marks, it waits
 * for a second turn and destroys these sockets, which costs time and connections.
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

/** Whether a part of the request body was not written, either not yet or because its source failed. */
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
