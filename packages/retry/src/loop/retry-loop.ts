// The attempts of one call after its first one failed.
import type { HttpRequest, HttpResponse } from '@sluice/core';
import type { AttemptRecord, Next } from '@sluice/core/plugin';
import { reportSuccess, reportUnsent, takeFrom } from '../budget/ask-budget.ts';
import type { ExtraAttempt } from '../budget/budget.ts';
import { publishRetry } from '../diagnostics.ts';
import type { CheckResult } from '../policy/hooks.ts';
import { judge } from '../policy/judge.ts';
import { nextStep, type StepState } from '../policy/next-step.ts';
import type { AttemptOutcome } from '../policy/outcome.ts';
import type { RetryPolicy } from '../policy/policy.ts';
import type { RetryStep, StopStep } from '../policy/step.ts';
import type { RetryCounter } from '../stats.ts';
import { ended, type AttemptResult } from './attempt-result.ts';
import { drainFailed } from './drain-failed.ts';
import { exhaustedBy } from './exhausted.ts';
import { cooldownWait } from './host-pause.ts';
import { observe } from './observe.ts';
import { prepareNext } from './prepare-next.ts';
import { repeat } from './repeat.ts';
import { runHook } from './run-hook.ts';
import { sendAttempt } from './send-attempt.ts';
import { waitForNext } from './wait-for-next.ts';

/** Carries out what `nextStep` decides: sends, drains, waits, and counts. */
export class RetryLoop {
  #request: HttpRequest;
  readonly #next: Next;
  readonly #policy: RetryPolicy;
  readonly #counter: RetryCounter;
  #previousDelay: number | undefined;
  /** The grant of the current attempt: its origin and its kind; undefined for the first attempt of a call. */
  #granted: { readonly origin: string; readonly kind: ExtraAttempt } | undefined;
  /** The length of the call's history before the current attempt. */
  #recorded: number;

  /** @param recorded the length of the call's history before the first attempt of this loop */
  constructor(
    request: HttpRequest,
    next: Next,
    policy: RetryPolicy,
    counter: RetryCounter,
    recorded: number,
  ) {
    this.#request = request;
    this.#next = next;
    this.#policy = policy;
    this.#counter = counter;
    this.#recorded = recorded;
  }

  /** Runs the loop. @param first the result of the first attempt */
  async run(first: AttemptResult): Promise<HttpResponse> {
    const last = await repeat((attempt) => this.#attempt(attempt, attempt === 1 ? first : undefined));
    if (last.response !== undefined) return last.response;
    throw last.error;
  }

  /** One turn of the loop. Never rejects. @returns the result of the call; undefined when another attempt follows */
  async #attempt(attempt: number, given: AttemptResult | undefined): Promise<AttemptResult | undefined> {
    const result = given ?? (await this.#send(attempt));
    if (result.final) return result;
    try {
      return await this.#follow(attempt, result);
    } catch (error) {
      // The call was aborted, or a function of the caller failed.
      result.response?.discard();
      return ended(error);
    }
  }

  #send(attempt: number): Promise<AttemptResult> {
    this.#recorded = this.#request.call.attemptCount;
    return sendAttempt(this.#request, this.#next, this.#policy, attempt);
  }

  /**
   * Decides what follows a result, and carries it out.
   * @throws the reason of an abort; the error of a caller's function
   */
  async #follow(attempt: number, result: AttemptResult): Promise<AttemptResult | undefined> {
    const request = this.#request;
    const { branch } = request;
    const position = { attempt, previousDelay: this.#previousDelay };
    const outcome = await observe(request, result, this.#policy, position);
    branch.throwIfAborted();
    const { checkRetry } = this.#policy;
    const checked =
      checkRetry === undefined
        ? undefined
        : await runHook(branch, () => checkRetry(outcome, judge(outcome, this.#policy)));
    branch.throwIfAborted();
    const step = nextStep(outcome, this.#state(checked));
    switch (step.action) {
      case 'answer':
        this.#countSuccess(attempt);
        return result;
      case 'stop':
        return await this.#stop(result, outcome, step);
      case 'retry':
        return await this.#retry(result, outcome, step);
    }
  }

  #state(checked: CheckResult): StepState {
    const policy = this.#policy;
    const request = this.#request;
    const { budget } = policy;
    return {
      policy,
      checked,
      remaining: request.call.remaining(),
      pause: () => cooldownWait(request, policy),
      grant: budget === false ? undefined : (kind) => this.#grant(kind),
    };
  }

  #grant(kind: ExtraAttempt): boolean {
    const { budget } = this.#policy;
    const { origin, call } = this.#request;
    if (budget === false || !takeFrom(budget, origin, kind, call.clock.now())) return false;
    this.#granted = { origin, kind };
    return true;
  }

  #countSuccess(attempt: number): void {
    const { budget } = this.#policy;
    const { origin, call } = this.#request;
    if (attempt > 1) this.#counter.count('recovered', origin);
    // `prepareRetry` may have changed the origin: then the budget of the new origin was not charged.
    const paid = this.#granted?.origin === origin ? this.#granted.kind : undefined;
    if (budget !== false) reportSuccess(budget, origin, paid, call.clock.now());
  }

  /**
   * Waits for the next attempt while the response is drained.
   * @returns a result when no other attempt follows after all
   */
  async #retry(
    result: AttemptResult,
    outcome: AttemptOutcome,
    step: RetryStep,
  ): Promise<AttemptResult | undefined> {
    const { wait, reason } = step;
    const request = this.#request;
    const record = this.#record(result);
    if (record !== undefined) {
      Object.assign(record, { wait, reason });
      request.call.attemptObserver?.onDecided(record);
    }
    this.#previousDelay = wait;
    const drained = result.response && drainFailed(result.response, this.#policy, wait);
    publishRetry('retry', request, record, wait, reason);
    const context = { request, outcome, wait, reason };
    let stop: StopStep | undefined;
    try {
      stop = await waitForNext(context, this.#policy, drained);
      if (stop === undefined) this.#request = await prepareNext(context, this.#policy);
    } catch (error) {
      this.#refund();
      throw error;
    }
    if (stop !== undefined) {
      this.#refund();
      return await this.#stop(result, outcome, stop);
    }
    this.#counter.count('retries', request.origin);
    return undefined;
  }

  /** Returns the grant of an attempt that is not sent. */
  #refund(): void {
    const { budget } = this.#policy;
    if (budget === false || this.#granted === undefined) return;
    const { origin, kind } = this.#granted;
    reportUnsent(budget, origin, kind, this.#request.call.clock.now());
  }

  async #stop(result: AttemptResult, outcome: AttemptOutcome, step: StopStep): Promise<AttemptResult> {
    const record = this.#record(result);
    if (record !== undefined) record.reason = step.reason;
    if (step.exhausted) await this.#exhausted(outcome, step, record);
    return result;
  }

  /** Reports a failure that would have been retried. @throws the error of the `onExhausted` hook */
  async #exhausted(
    outcome: AttemptOutcome,
    step: StopStep,
    record: AttemptRecord | undefined,
  ): Promise<void> {
    const request = this.#request;
    const spent = step.rule === 'budget';
    this.#counter.count('exhausted', request.origin);
    if (spent) this.#counter.count('budgetRefusals', request.origin);
    publishRetry(spent ? 'budget' : 'exhausted', request, record, undefined, step.reason);
    const action = await exhaustedBy(request.branch, this.#policy.onExhausted, { request, outcome, step });
    if (action === 'return') request.call.returnAnyStatus();
  }

  /** The entry in the history of the attempt that ended last; undefined when it never began. */
  #record({ response, error }: AttemptResult): AttemptRecord | undefined {
    if (response !== undefined) return response.attempt.record;
    // A layer below may have replaced the error of the attempt.
    const made = this.#request.call.attempts.slice(this.#recorded);
    return made.findLast((record) => record.error === error) ?? made.at(-1);
  }
}
