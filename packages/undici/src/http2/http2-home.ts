// The session of an HTTP/2 stream, as its exchange uses it.
import type { Dispatcher } from 'undici';
import type { GoAway } from './http2-errors.ts';

/** The session of a stream. */
export interface Http2Home {
  /** The server's GOAWAY, once it was received. */
  readonly goAway: GoAway | undefined;
  /** The first error of the session or its socket. */
  readonly error: unknown;
  /** A part of a response arrived, or the server read a part of an upload. */
  heard(): void;
  /** The exchange is over; its stream may still be open. */
  ended(handler: Dispatcher.DispatchHandler): void;
  /** A stream was given up with a part of the request body unsent (1), or was closed after that (-1). */
  unsent(change: 1 | -1): void;
  /** The connection must carry no further exchange. */
  retire(): void;
}
