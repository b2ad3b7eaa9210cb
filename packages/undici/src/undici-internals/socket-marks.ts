import type { WireSocket } from '../wire/wire-socket.ts';

// undici keeps what it knows of a socket in symbols on the socket. Two of them decide what the pool decides here.

const kWriting = Symbol('undici writes a request body');
const kEnded = Symbol('its response is complete');
const kUnsent = Symbol('a request body has not been written to its end');

interface MarkedSocket {
  [kWriting]: boolean;
  [kEnded]: boolean;
  [kUnsent]: boolean;
}

/**
 * undici waits one turn of the event loop, with an immediate per connection, before it writes to a socket that it has
 * marked as used. Whoever takes a connection here has waited for that turn already, with one immediate for all; so a
 * socket always reads as unused.
 */
const USED = { get: () => false, set: () => {} };

/**
 * undici destroys a socket whose response is complete while it still writes the body. It also does so when all of the
 * body is written, and only TLS has yet to report that. So undici is told once, when it asks at the end of a response,
 * that it does not write; the pool asks {@link isWriting} later. A body whose source fails is not written to its end,
 * and undici, which by then holds the exchange for complete, leaves the socket open: the server would read the next
 * request as a part of that body.
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
 * Takes undici's marks over. To be called before undici has the socket: an accessor in the place of a value that is
 * there already turns the socket into a dictionary, slow and 2 KiB larger. Should a version of undici keep its marks
 * elsewhere, it waits a second turn and destroys these sockets, which costs time and connections and nothing else; a
 * test tells.
 */
export function holdMarks(socket: WireSocket): void {
  if (marks === undefined) return;
  Object.assign(socket, { [kWriting]: false, [kEnded]: false, [kUnsent]: false });
  for (const mark of marks) Object.defineProperty(socket, mark, HELD[mark.description ?? ''] ?? {});
}

/** Finds the marks on the first socket that undici has taken over. */
export function learnMarks(socket: WireSocket): void {
  if (marks !== undefined) return;
  marks = Object.getOwnPropertySymbols(socket).filter(({ description = '' }) =>
    Object.hasOwn(HELD, description),
  );
  holdMarks(socket);
}

/** Whether undici has not yet written all of the request body, or never will. */
export function isWriting(socket: WireSocket): boolean {
  return (socket as unknown as Partial<MarkedSocket>)[kUnsent] === true;
}

/** To be called when undici says that a request is sent: it has written the end of its body. */
export function requestSent(socket: WireSocket): void {
  if (isWriting(socket)) (socket as unknown as MarkedSocket)[kUnsent] = false;
}

/** To be called when the response is complete, before undici asks. */
export function responseEnded(socket: WireSocket): void {
  (socket as unknown as MarkedSocket)[kEnded] = isWriting(socket);
}
