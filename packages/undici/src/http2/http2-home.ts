// The interface through which an HTTP/2 exchange uses its connection.
import type { Link } from '@sluice/core/internal';
import type { GoAway } from './http2-errors.ts';

/** An exchange of a connection. */
export interface Housed {
  /** Its place among the exchanges of the connection. */
  readonly link: Link<unknown> | undefined;
}

/** The connection of an exchange. */
export interface Http2Home {
  /** The server's GOAWAY, once it was received. */
  readonly goAway: GoAway | undefined;
  /** The first error of the session or its socket. */
  readonly error: unknown;
  /** A part of a response arrived, or the server read a part of an upload. */
  progressed(): void;
  /** The exchange is over; its stream may still be open. */
  ended(exchange: Housed): void;
  /** A stream was reset with a part of the request body unsent (1), or was closed after that (-1). */
  unsent(change: 1 | -1): void;
  /** The connection must carry no further exchange. */
  retire(): void;
}
