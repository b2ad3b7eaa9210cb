// Observes one exchange and reports its outcome to the circuit.
import type { HttpResponse } from '@sluice/core';
import type { AttemptScope, EndListener } from '@sluice/core/plugin';
import type { Circuit } from './circuit.ts';
import type { Circuits } from './circuits.ts';
import { readRetryAfter } from './retry-after.ts';
import { judgeError, type Verdict } from './verdict.ts';

/**
 * Reports the outcome of one exchange. A failing status counts at once. A good status counts at once if the caller gets the
 * response before its body, and at the end of the body if reading it is part of the attempt. A body that breaks later counts
 * as another failure.
 */
export class ExchangeObserver implements EndListener {
  readonly #key: string;
  readonly #circuits: Circuits;
  readonly #attempt: AttemptScope;
  readonly #isFailingStatus: (status: number) => boolean;
  readonly #term: number;
  #circuit: Circuit | undefined;
  #settled = false;

  constructor(
    key: string,
    circuits: Circuits,
    circuit: Circuit | undefined,
    term: number,
    attempt: AttemptScope,
    isFailingStatus: (status: number) => boolean,
  ) {
    this.#key = key;
    this.#circuits = circuits;
    this.#circuit = circuit;
    this.#term = term;
    this.#attempt = attempt;
    this.#isFailingStatus = isFailingStatus;
  }

  /** The headers arrived. */
  readonly onResponse = (response: HttpResponse): HttpResponse => {
    const { call, detached, record } = this.#attempt;
    if (detached) {
      // The caller of a detached exchange has failed with a timeout, which is the outcome.
      this.#settle(judgeError(record.error), readRetryAfter(response.headers, call.clock.wallTime()));
      return response;
    }
    if (this.#fails(response.status)) {
      this.#settle('failure', readRetryAfter(response.headers, call.clock.wallTime()));
      return response;
    }
    if (!call.buffersBody || !response.ok) this.#settle('success');
    this.#attempt.addEndListener(this);
    return response;
  };

  /** The exchange failed before its headers. */
  readonly onError = (error: unknown): never => {
    this.#settle(judgeError(error));
    throw error;
  };

  /** The body ended or broke. */
  onEnd(): void {
    const { error } = this.#attempt.record;
    const verdict = error === undefined ? 'success' : judgeError(error);
    if (!this.#settled) this.#settle(verdict);
    else if (verdict === 'failure') this.#reportBrokenBody(this.#now());
  }

  #reportBrokenBody(now: number): void {
    this.#circuitOfFailure(now).bodyBroke(this.#term, now, this.#attempt.call);
  }

  #fails(status: number): boolean {
    try {
      return this.#isFailingStatus(status);
    } catch (error) {
      this.#settle('unknown');
      throw error;
    }
  }

  #settle(verdict: Verdict, retryAfter = 0): void {
    this.#settled = true;
    const now = this.#now();
    const circuit =
      verdict === 'failure'
        ? this.#circuitOfFailure(now)
        : (this.#circuit ?? this.#circuits.find(this.#key, now));
    circuit?.settle(this.#term, verdict, now, retryAfter, this.#attempt.call);
  }

  /** The circuit that records a failure; created with the first one. */
  #circuitOfFailure(now: number): Circuit {
    this.#circuit ??= this.#circuits.find(this.#key, now) ?? this.#circuits.create(this.#key);
    return this.#circuits.keep(this.#circuit, now);
  }

  #now(): number {
    return this.#attempt.call.clock.now();
  }
}
