// The outcome of an attempt: the input of the retry decision.
import type { HttpHeaders } from '@sluice/core';
import type { Repeats } from '@sluice/core/plugin';

/** The kind of a request's body. A `one-shot` stream that was read from cannot be sent again. */
export type BodyKind = 'none' | 'replayable' | 'one-shot';

/** How an attempt ended, with all that the decision about the next attempt depends on. */
export interface AttemptOutcome {
  /** The method of the request. */
  readonly method: string;
  /** The URL of the request. It contains the query: do not log it. */
  readonly url: URL;
  /** Number of the attempt within the loop: 1 for the first. */
  readonly attempt: number;
  /** The status of the response; undefined if no complete head arrived. */
  readonly status: number | undefined;
  /** The headers of the response; undefined like `status`. */
  readonly headers: HttpHeaders | undefined;
  /** The beginning of the body, if the policy has a `peek`. */
  readonly peek: Uint8Array | undefined;
  /** The error of the attempt; undefined if it was answered. A `NetworkError` carries the state of the wire. */
  readonly error: unknown;
  /** The kind of the request's body. */
  readonly body: BodyKind;
  /** Whether the request has an idempotency key. */
  readonly keyed: boolean;
  /**
   * Whether the call allows sending the request again, regardless of its method: it does no harm (`allowed`), or takes effect
   * each time (`forbidden`). Default: undefined, the policy's `methods` decide.
   */
  readonly repeats?: Repeats | undefined;
  /** Time since the call began, in ms. */
  readonly elapsed: number;
  /** Time until the call's deadline, in ms; Infinity without one. */
  readonly remaining: number;
  /** Wall-clock time at the end of the attempt, in ms since the epoch; HTTP dates are relative to it. */
  readonly wallTime: number;
  /** The wait before this attempt, in ms; undefined for the first. */
  readonly previousDelay: number | undefined;
}
