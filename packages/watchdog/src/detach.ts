// Exchanges that continue without their caller after a timeout.
import { TimeoutError, type HttpRequest, type HttpResponse } from '@sluice/core';
import {
  Alarm,
  type Alarms,
  type AttemptScope,
  type DetachListener,
  type EndListener,
  type Next,
} from '@sluice/core/plugin';

/** Counts of detached exchanges. */
export interface DetachCounts {
  detached: number;
  detachedTotal: number;
}

/**
 * Sends a request whose exchange survives a timeout of its attempt: the caller gets the timeout at once, the exchange
 * continues until the response or until `limit` passes, and the response is drained within the call's bound.
 * @param limit in ms from the timeout on; Infinity for no limit
 * @throws TypeError if another plugin decides whether the attempt is detached
 */
export function detachable(
  request: HttpRequest,
  next: Next,
  alarms: Alarms,
  limit: number,
  counts: DetachCounts,
): Promise<HttpResponse> {
  const { attempt } = request;
  const exchange = new Detachable(attempt, alarms, limit, counts);
  attempt.setDetachListener(exchange, 'attemptTimeout');
  exchange.follow(next(request));
  return exchange.response;
}

class Detachable extends Alarm implements DetachListener, EndListener {
  /** The outcome for the caller: the response, a failure, or the timeout. */
  readonly response: Promise<HttpResponse>;
  readonly #attempt: AttemptScope;
  readonly #alarms: Alarms;
  readonly #limit: number;
  readonly #counts: DetachCounts;
  #resolve!: (response: HttpResponse) => void;
  #reject!: (error: unknown) => void;

  constructor(attempt: AttemptScope, alarms: Alarms, limit: number, counts: DetachCounts) {
    super();
    this.#attempt = attempt;
    this.#alarms = alarms;
    this.#limit = limit;
    this.#counts = counts;
    this.response = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  /** Passes the outcome of the exchange to the caller or, once detached, ends the attempt. */
  follow(sent: Promise<HttpResponse>): void {
    const attempt = this.#attempt;
    sent.then(
      (response) => {
        if (attempt.detached) this.#answered(response);
        else this.#resolve(response);
      },
      (error: unknown) => {
        if (attempt.detached) attempt.end();
        else this.#reject(error);
      },
    );
  }

  /** Drains the response of a detached exchange. @param response the result of the layers, which may be no response */
  #answered(response: Partial<HttpResponse> | undefined): void {
    const attempt = this.#attempt;
    if (attempt.body === undefined) {
      attempt.abort(new DOMException('a plugin returned no response for the detached attempt', 'AbortError'));
      attempt.end();
      return;
    }
    if (response?.status !== undefined) attempt.record.status = response.status;
    void attempt.body.drain(attempt.call.options.drain);
    attempt.release();
  }

  /** Does not detach an exchange whose body stalled, nor a request without a connection. */
  onTimeout(reason: TimeoutError): boolean {
    const attempt = this.#attempt;
    if (reason.phase === 'body' || attempt.record.connection === undefined) return false;
    this.#counts.detached++;
    this.#counts.detachedTotal++;
    attempt.addEndListener(this);
    this.#alarms.start(this, this.#limit);
    this.#reject(reason);
    if (attempt.body === undefined) attempt.hold();
    else void attempt.body.drain(attempt.call.options.drain, reason);
    return true;
  }

  /** `timeout.detached` passed. */
  onTime(): void {
    this.#attempt.abort(
      new TimeoutError('attempt', this.#limit, 'timeout.detached: the detached exchange did not end'),
    );
  }

  onEnd(): void {
    this.stop();
    this.#counts.detached--;
  }
}
