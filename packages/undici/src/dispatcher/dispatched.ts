// What a dispatched exchange is made of, and the interface of its dispatcher.
import type { Destination } from '../destination/destination.ts';
import type { DispatchOptions } from '../wire/dispatch-options.ts';
import type { HeadLimits } from '../wire/header-limits.ts';
import type { WireLimits } from '../wire/wire-timeouts.ts';
import type { ResponseTimeouts } from './timed-exchange.ts';

/** The limits of a dispatched exchange. */
export interface DispatchedLimits extends WireLimits, ResponseTimeouts, HeadLimits {}

/** A request that was checked, for a connection of either protocol. */
export interface Dispatched {
  readonly destination: Destination;
  readonly limits: DispatchedLimits;
  readonly options: DispatchOptions;
  /** It may be written a second time after it was written once. */
  readonly repeatable: boolean;
  /** Its body waits for the server's 100. */
  readonly expectContinue: boolean;
  /** Its body if that is a source which outlives the request, such as a stream. */
  readonly source: BodySourceGuard | undefined;
}

/** A source of a request body while its exchange lasts. */
export interface BodySourceGuard {
  /** Fails the exchange with an error of the source, whichever state it is in. */
  begin(exchange: Abortable): void;
  /** The exchange is over. @param aborted by its caller, who needs nothing more from the source */
  end(aborted: boolean): void;
}

/** An exchange that can be ended in any state. */
export interface Abortable {
  /** Fails it with the reason. */
  abort(reason: Error): void;
}

/** The dispatcher of an exchange. */
export interface ExchangeHolder {
  /** Called once, when the exchange is over and its connection released. */
  onEnd(exchange: Abortable): void;
}
