import type { AttemptRecord, HttpRequest, HttpResponse, Next } from '@sluice/core';
import pRetry, { AbortError } from 'p-retry';
import { AttemptFailure } from './attempt-failure.ts';
import type { ExtraAttempt } from '../budget/budget.ts';
import { check } from './check.ts';
import { outOfRetries } from '../policy/decide.ts';
import type { Decision, StopDecision, Verdict } from '../policy/decision.ts';
import { publishRetry } from '../diagnostics.ts';
import { drainFailed } from './drain-failed.ts';
import { exhaustedBy } from './exhausted.ts';
import { Fatal, unwrapFatal } from './fatal.ts';
import { cooldownWait } from '../cooldown/heed-cooldown.ts';
import type { Exhausted } from '../hooks.ts';
import { observe, type AttemptResult } from './observe.ts';
import type { AttemptOutcome } from '../policy/outcome.ts';
import { fitDeadline, planWait } from '../policy/plan-wait.ts';
import type { RetryPolicy } from '../policy/policy.ts';
import { prepareNext } from './prepare-next.ts';
import { sendAttempt } from './send-attempt.ts';
import type { RetryCounter } from '../stats.ts';
import { waitForNext } from './wait-for-next.ts';

/** Options of `p-retry` that nobody uses, named so that a polluted prototype cannot set them. */
const UNUSED = {
  signal: undefined,
  unref: undefined,
  onFailedAttempt: undefined,
  shouldConsumeRetry: undefined,
  randomize: false,
  factor: 1,
  maxTimeout: Infinity,
  maxRetryTime: Infinity,
} as const;

/**
 * The loop of one call whose first attempt failed. `p-retry` counts and stops; what is retried, when and after which
 * wait is decided here.
 */
export class RetryLoop {
  #request: HttpRequest;
  readonly #next: Next;
  readonly #policy: RetryPolicy;
  readonly #counter: RetryCounter;
  #previousDelay: number | undefined;
  /** What the attempt under way was granted as, and by the budget of which origin; undefined for a call's first. */
  #granted: { readonly origin: string; readonly kind: ExtraAttempt } | undefined;
  /** How many attempts the history held before the one under way. */
  #recorded: number;

  /** @param recorded how many attempts the history held before the first of this loop */
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

  /** From the result of the first attempt to the call's last. */
  async run(first: AttemptResult): Promise<HttpResponse> {
    try {
      return await pRetry((attempt) => this.#attempt(attempt, attempt === 1 ? first : undefined), {
        retries: this.#policy.maxRetries,
        // The wait is ours; see `shouldRetry`, which alone is not called after the last failure.
        minTimeout: 0,
        ...UNUSED,
        shouldRetry: ({ error }) => this.#goOn(error as AttemptFailure),
      });
    } catch (error) {
      if (error instanceof AttemptFailure) return this.#giveUp(error);
      throw unwrapFatal(error);
    }
  }

  /** @throws AttemptFailure, or an AbortError around what ends the loop */
  async #attempt(attempt: number, given: AttemptResult | undefined): Promise<HttpResponse> {
    const result = given ?? (await this.#send(attempt));
    if (result.error instanceof Fatal) throw new AbortError(result.error);
    const { outcome, verdict } = await this.#judge(attempt, result);
    if (verdict.rule === 'answer') return this.#answered(result.response as HttpResponse, attempt);
    const failure = new AttemptFailure(result, outcome, verdict, this.#record(result));
    throw verdict.retry ? failure : new AbortError(failure);
  }

  async #send(attempt: number): Promise<AttemptResult> {
    this.#recorded = this.#request.call.attemptCount;
    try {
      const response = await sendAttempt(this.#request, this.#next, this.#policy, attempt);
      return { response, error: undefined };
    } catch (error) {
      return { response: undefined, error };
    }
  }

  /** @throws an AbortError when the call was aborted or `checkRetry` failed */
  async #judge(
    attempt: number,
    result: AttemptResult,
  ): Promise<{ outcome: AttemptOutcome; verdict: Verdict }> {
    const { branch } = this.#request;
    try {
      const position = { attempt, previousDelay: this.#previousDelay };
      const outcome = await observe(this.#request, result, this.#policy, position);
      if (branch.aborted) throw new Fatal(branch.reason);
      const verdict = await check(outcome, this.#policy);
      if (branch.aborted) throw new Fatal(branch.reason);
      return { outcome, verdict };
    } catch (error) {
      result.response?.discard();
      throw new AbortError(error instanceof Fatal ? error : new Fatal(error));
    }
  }

  #answered(response: HttpResponse, attempt: number): HttpResponse {
    const { budget } = this.#policy;
    const { origin, call } = this.#request;
    if (attempt > 1) this.#counter.count('recovered', origin);
    if (budget === false) return response;
    // Where `prepareRetry` turned to another origin, that one was not paid.
    const paid = this.#granted?.origin === origin ? this.#granted.kind : undefined;
    try {
      budget.onSuccess(origin, paid, call.clock.now());
    } catch (error) {
      response.discard();
      throw new AbortError(new Fatal(error));
    }
    return response;
  }

  /** Decides on the wait and waits, while the response is drained. False: no further attempt. */
  async #goOn(failure: AttemptFailure): Promise<boolean> {
    const { result, outcome, record } = failure;
    let decision: Decision;
    try {
      decision = this.#decide(failure);
    } catch (error) {
      result.response?.discard();
      throw error;
    }
    if (decision.action === 'stop') {
      failure.stop = decision;
      return false;
    }
    const { wait, reason } = decision;
    if (record !== undefined) Object.assign(record, { wait, reason });
    this.#previousDelay = wait;
    const drained = result.response && drainFailed(result.response, this.#policy, wait);
    const request = this.#request;
    publishRetry('retry', request, record, wait, reason);
    try {
      const context = { request, outcome, wait, reason };
      failure.stop = await waitForNext(context, this.#policy, drained);
      if (failure.stop === undefined) this.#request = await prepareNext(context, this.#policy);
    } catch (error) {
      this.#giveBack();
      throw error;
    }
    if (failure.stop === undefined) this.#counter.count('retries', request.origin);
    else this.#giveBack();
    return failure.stop === undefined;
  }

  /** The attempt that was granted is not sent. */
  #giveBack(): void {
    const { budget } = this.#policy;
    if (budget === false || this.#granted === undefined) return;
    const { origin, kind } = this.#granted;
    budget.onUnsent?.(origin, kind, this.#request.call.clock.now());
  }

  /** What follows a failure that calls for another attempt. @throws what a function of the policy throws */
  #decide({ outcome, verdict }: AttemptFailure): Decision {
    const request = this.#request;
    const { budget } = this.#policy;
    let decision = planWait(outcome, this.#policy, verdict);
    if (decision.action === 'stop') return decision;
    const wait = Math.max(decision.wait, cooldownWait(request, this.#policy));
    decision = fitDeadline({ ...decision, wait }, request.call.remaining());
    if (decision.action === 'stop' || budget === false) return decision;
    const { origin, call } = request;
    const kind = outcome.status === 429 ? 'throttle' : 'transient';
    if (budget.take(origin, kind, call.clock.now())) {
      this.#granted = { origin, kind };
      return decision;
    }
    const reason = `gave up: the retry budget of ${origin} is spent (${verdict.reason})`;
    return { action: 'stop', rule: 'budget', reason };
  }

  async #giveUp(failure: AttemptFailure): Promise<HttpResponse> {
    const { result, verdict, record } = failure;
    const { rule, reason } = verdict;
    const stop =
      failure.stop ??
      (verdict.retry ? outOfRetries(this.#policy, verdict) : { action: 'stop', rule, reason });
    if (record !== undefined) record.reason = stop.reason;
    if (verdict.retry) await this.#exhausted(failure, stop);
    if (result.response !== undefined) return result.response;
    throw result.error;
  }

  /** A failure that would have been retried is the last. @throws what the hook throws */
  async #exhausted({ result, outcome, record }: AttemptFailure, decision: StopDecision): Promise<void> {
    const request = this.#request;
    const { onExhausted } = this.#policy;
    const spent = decision.rule === 'budget';
    this.#counter.count('exhausted', request.origin);
    if (spent) this.#counter.count('budgetRefusals', request.origin);
    publishRetry(spent ? 'budget' : 'exhausted', request, record, undefined, decision.reason);
    let what: Exhausted | undefined;
    try {
      what = await exhaustedBy(onExhausted, { request, outcome, decision });
    } catch (error) {
      result.response?.discard();
      throw error;
    }
    if (what === 'return') request.call.returnStatus = true;
  }

  /** The history's entry of the attempt that ended last; undefined when it never began. */
  #record({ response, error }: AttemptResult): AttemptRecord | undefined {
    if (response !== undefined) return response.attempt.record;
    // A layer beneath may have put another error in the place of the attempt's own.
    const made = this.#request.call.attempts.slice(this.#recorded);
    return made.findLast((record) => record.error === error) ?? made.at(-1);
  }
}
