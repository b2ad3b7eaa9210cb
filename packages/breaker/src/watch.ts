import type { AttemptScope, EndListener, HttpResponse } from '@sluice/core';
import type { Circuit } from './circuit.ts';
import type { Circuits } from './circuits.ts';
import { readRetryAfter } from './retry-after.ts';
import { judgeError, type Verdict } from './verdict.ts';

/**
 * Watches one exchange and reports how it ended. A failing status counts at once; a good one at once for a response
 * that is handed over, and at the body's end when reading it is part of the attempt. A body that breaks later counts as
 * a failure of its own.
 */
export class Watch implements EndListener {
  readonly #key: string;
  readonly #circuits: Circuits;
  readonly #attempt: AttemptScope;
  readonly #failingStatus: (status: number) => boolean;
  readonly #term: number;
  #circuit: Circuit | undefined;
  #settled = false;

  constructor(
    key: string,
    circuits: Circuits,
    circuit: Circuit | undefined,
    term: number,
    attempt: AttemptScope,
    failing: (status: number) => boolean,
  ) {
    this.#key = key;
    this.#circuits = circuits;
    this.#circuit = circuit;
    this.#term = term;
    this.#attempt = attempt;
    this.#failingStatus = failing;
  }

  /** The headers are there. */
  readonly answered = (response: HttpResponse): HttpResponse => {
    const { call, detached, record } = this.#attempt;
    if (detached) {
      // Nobody waited for this answer: what counts is the timeout its caller got.
      this.#settle(judgeError(record.error), readRetryAfter(response.headers, call.clock.wallTime()));
      return response;
    }
    if (this.#fails(response.status)) {
      this.#settle('failure', readRetryAfter(response.headers, call.clock.wallTime()));
      return response;
    }
    if (!call.collect || !response.ok) this.#settle('success');
    this.#attempt.addEndListener(this);
    return response;
  };

  /** There will be no response. */
  readonly failed = (error: unknown): never => {
    this.#settle(judgeError(error));
    throw error;
  };

  /** The body ended, or broke. */
  onEnd(): void {
    const { error } = this.#attempt.record;
    const verdict = error === undefined ? 'success' : judgeError(error);
    if (!this.#settled) this.#settle(verdict);
    else if (verdict === 'failure') this.#bodyBroke(this.#now());
  }

  #bodyBroke(now: number): void {
    this.#failing(now).bodyBroke(this.#term, now);
  }

  #fails(status: number): boolean {
    try {
      return this.#failingStatus(status);
    } catch (error) {
      this.#settle('unknown');
      throw error;
    }
  }

  #settle(verdict: Verdict, retryAfter = 0): void {
    this.#settled = true;
    const now = this.#now();
    const circuit =
      verdict === 'failure' ? this.#failing(now) : (this.#circuit ?? this.#circuits.find(this.#key, now));
    circuit?.settle(this.#term, verdict, now, retryAfter);
  }

  /** The circuit of a key that fails: there must be one from now on. */
  #failing(now: number): Circuit {
    this.#circuit ??= this.#circuits.find(this.#key, now) ?? this.#circuits.create(this.#key);
    return this.#circuits.keep(this.#circuit, now);
  }

  #now(): number {
    return this.#attempt.call.clock.now();
  }
}
