import type { HttpHeaders } from '@sluice/core';

/** What kind of body a request carries: a `one-shot` stream cannot be sent again. */
export type BodyKind = 'none' | 'replayable' | 'one-shot';

/** How one attempt ended, and all that a decision about the next one may depend on. */
export interface AttemptOutcome {
  /** The method of the request. */
  readonly method: string;
  /** The URL of the request. Holds the query: do not log it. */
  readonly url: URL;
  /** Number of this attempt within the loop, 1 for the first. */
  readonly attempt: number;
  /** The status answered; undefined when no whole response head arrived. */
  readonly status: number | undefined;
  /** The headers answered; undefined as `status`. */
  readonly headers: HttpHeaders | undefined;
  /** The beginning of the body, when the policy asks for a peek. */
  readonly peek: Uint8Array | undefined;
  /** What the attempt failed with; undefined when it was answered. Wire state is on a `NetworkError` itself. */
  readonly error: unknown;
  /** What kind of body the request carries. */
  readonly body: BodyKind;
  /** Whether the request carries an idempotency key. */
  readonly keyed: boolean;
  /** Since the call began, in ms. */
  readonly elapsed: number;
  /** Until the call's deadline, in ms; Infinity without one. */
  readonly remaining: number;
  /** Wall-clock time at the end of the attempt, ms since the epoch; HTTP dates are read against it. */
  readonly wallTime: number;
  /** What was waited before this attempt, in ms; undefined before the first. */
  readonly previousDelay: number | undefined;
}
