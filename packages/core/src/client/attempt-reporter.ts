// Reports each attempt of a call when its record is complete.
import { publishAttempt } from '../diagnostics.ts';
import type { Attempt } from '../history/attempt.ts';
import type { AttemptObserver, ObservedAttempt } from '../lifecycle/attempt-observer.ts';
import type { CallScope } from '../lifecycle/call-scope.ts';
import type { EndListener } from '../lifecycle/scope.ts';
import type { CallLogger } from './logger.ts';

/**
 * Reports attempts to the channel `sluice:attempt` and to the logger. The record of an attempt is complete when its body has
 * ended or was drained, and the decision about another attempt was made.
 */
export class AttemptReporter implements AttemptObserver {
  readonly #call: CallScope;
  readonly #logger: CallLogger | undefined;
  readonly #reports: Report[] = [];

  constructor(call: CallScope, logger: CallLogger | undefined) {
    this.#call = call;
    this.#logger = logger;
  }

  onBegin(attempt: ObservedAttempt): void {
    const report = new Report(attempt, (complete) => this.#report(complete));
    this.#reports.push(report);
    attempt.addEndListener(report);
  }

  onDecided(record: Attempt): void {
    this.#reports.find(({ attempt }) => attempt.record === record)?.decide();
  }

  onSettled(): void {
    for (const report of this.#reports) report.decide();
  }

  #report({ record, request }: ObservedAttempt): void {
    const { method, url } = request;
    publishAttempt({ method, url, call: this.#call }, record);
    this.#logger?.attempt(this.#call, request, record);
  }
}

const SETTLED = Promise.resolve();

/** Waits for the end of an attempt, and for the decision about another one. */
class Report implements EndListener {
  readonly attempt: ObservedAttempt;
  readonly #complete: (attempt: ObservedAttempt) => void;
  #ended = false;
  #decided = false;

  constructor(attempt: ObservedAttempt, complete: (attempt: ObservedAttempt) => void) {
    this.attempt = attempt;
    this.#complete = complete;
  }

  /** The attempt ended. */
  onEnd(): void {
    this.#ended = true;
    this.#check();
  }

  /** The decision about another attempt was made. */
  decide(): void {
    if (this.#decided) return;
    this.#decided = true;
    this.#check();
  }

  #check(): void {
    if (!this.#ended || !this.#decided) return;
    // A turn later, since the drain of the body records its result after the end of the attempt.
    void SETTLED.then(() => this.#complete(this.attempt));
  }
}
