// A checked request of a dispatcher, and the interfaces between an exchange, its body and its dispatcher.
import type { Link } from '@sluice/core/internal';
import type { Destination } from '../destination/destination.ts';
import type { DispatchOptions } from '../wire/dispatch-options.ts';
import type { HeadLimits } from '../wire/header-limits.ts';
import type { WireLimits } from '../wire/wire-timeouts.ts';
import type { ResponseTimeouts } from './timed-exchange.ts';

/** The limits of a dispatched exchange. */
export interface DispatchedLimits extends WireLimits, ResponseTimeouts, HeadLimits {}

/** A checked request, for a connection over HTTP/1.1 or HTTP/2. */
export interface Dispatched {
  readonly destination: Destination;
  readonly limits: DispatchedLimits;
  readonly options: DispatchOptions;
  /** Whether the request may be written a second time. */
  readonly repeatable: boolean;
  /** Whether the body is sent once the server has sent 100. */
  readonly expectContinue: boolean;
  /** The source of the body, if it outlives the request, as a stream does. */
  readonly source: BodySourceGuard | undefined;
}

/** Watches the source of a request body during its exchange. */
export interface BodySourceGuard {
  /** From now on, an error of the source fails the exchange, in any state. */
  begin(exchange: Abortable): void;
  /** The exchange is over. @param aborted true if its caller ended it, and needs the source no longer */
  end(aborted: boolean): void;
}

/** An exchange that can be ended in any state. */
export interface Abortable {
  /** Its place among the exchanges in flight, for its holder. */
  link: Link<unknown> | undefined;
  /** Fails the exchange with the reason. */
  abort(reason: Error): void;
}

/** The dispatcher of an exchange. */
export interface ExchangeHolder {
  /** Called once, when the exchange is over and its connection released. */
  onEnd(exchange: Abortable): void;
}
