// undici's state of a socket.
import type { WireSocket } from '../wire/wire-socket.ts';

// undici keeps its state of a socket in symbols on the socket. Two of them affect decisions that the pool makes here.

const kWriting = Symbol('undici writes a request body');
const kEnded = Symbol('its response is complete');
const kUnsent = Symbol('a request body has not been written to its end');

interface MarkedSocket {
  [kWriting]: boolean;
  [kEnded]: boolean;
  [kUnsent]: boolean;
}

/**
 * undici waits one turn of the event loop, with an immediate per connection, before it writes to a socket that is marked as used.
 * Requests have already waited for that turn, with one immediate for all of them: therefore a socket always reads as unused.
 */
const USED = { get: () => false, set: () => {} };

/**
 * undici destroys a socket if the response is complete while it still writes the body, even if the whole body was written and
 * TLS has not reported that yet. Therefore the mark reads as false once, at the end of a response; the pool calls
 * {@link isWriting} later. If the source of a body fails, the body is not written to its end, but undici considers the exchange
 * complete and leaves the socket open: the server would read the next request as a part of that body.
 */
const WRITING = {
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

const HELD: Readonly<Record<string, PropertyDescriptor>> = { kSocketUsed: USED, writing: WRITING };

let marks: readonly symbol[] | undefined;

/**
 * Replaces undici's marks. Must be called before undici gets the socket: replacing an existing value by an accessor would turn
 * the socket into a dictionary, slow and 2 KiB larger. A version of undici with other marks would wait a second turn and destroy
 * these sockets, which costs only time and connections; a test detects it.
 */
export function holdMarks(socket: WireSocket): void {
  if (marks === undefined) return;
  Object.assign(socket, { [kWriting]: false, [kEnded]: false, [kUnsent]: false });
  for (const mark of marks) Object.defineProperty(socket, mark, HELD[mark.description ?? ''] ?? {});
}

/** Finds the marks on the first socket that undici uses. */
export function learnMarks(socket: WireSocket): void {
  if (marks !== undefined) return;
  marks = Object.getOwnPropertySymbols(socket).filter(({ description = '' }) =>
    Object.hasOwn(HELD, description),
  );
  holdMarks(socket);
}

/** Whether undici has not written the whole request body, or never will. */
export function isWriting(socket: WireSocket): boolean {
  return (socket as unknown as Partial<MarkedSocket>)[kUnsent] === true;
}

/** Must be called when undici reports that a request was sent: the end of its body was written. */
export function requestSent(socket: WireSocket): void {
  if (isWriting(socket)) (socket as unknown as MarkedSocket)[kUnsent] = false;
}

/** Must be called when the response is complete, before undici reads the mark. */
export function responseEnded(socket: WireSocket): void {
  (socket as unknown as MarkedSocket)[kEnded] = isWriting(socket);
}
