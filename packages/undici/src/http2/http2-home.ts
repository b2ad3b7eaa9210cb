// The interface through which an HTTP/2 exchange uses its connection.
import type { Dispatcher } from 'undici';
import type { GoAway } from './http2-errors.ts';

/** The connection of an exchange. */
export interface Http2Home {
  /** The server's GOAWAY, once it was received. */
  readonly goAway: GoAway | undefined;
  /** The first error of the session or its socket. */
  readonly error: unknown;
  /** A part of a response arrived, or the server read a part of an upload. */
  progressed(): void;
  /** The exchange is over; its stream may still be open. */
  ended(handler: Dispatcher.DispatchHandler): void;
  /** A stream was reset with a part of the request body unsent (1), or was closed after that (-1). */
  unsent(change: 1 | -1): void;
  /** The connection must carry no further exchange. */
  retire(): void;
}
