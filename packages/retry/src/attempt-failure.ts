import type { AttemptRecord, HttpResponse } from '@sluice/core';
import type { Verdict } from './decision.ts';
import type { AttemptOutcome } from './outcome.ts';

/** How an attempt came back: with a response, or with an error. */
export type AttemptResult =
  | { readonly response: HttpResponse; readonly error?: undefined }
  | { readonly response?: undefined; readonly error: unknown };

/**
 * A failed attempt on its way through the loop. An `Error` of its own kind, so that no heuristic about the real error
 * decides whether the loop goes on.
 */
export class AttemptFailure extends Error {
  readonly result: AttemptResult;
  readonly outcome: AttemptOutcome;
  readonly verdict: Verdict;
  readonly record: AttemptRecord | undefined;

  constructor(
    result: AttemptResult,
    outcome: AttemptOutcome,
    verdict: Verdict,
    record: AttemptRecord | undefined,
  ) {
    super(verdict.reason);
    this.result = result;
    this.outcome = outcome;
    this.verdict = verdict;
    this.record = record;
  }
}

/** Something that ends the call whatever the policy says: an abort, or a hook that failed. */
export class Fatal extends Error {
  /** What the call fails with. */
  readonly reason: unknown;

  constructor(reason: unknown) {
    super('fatal');
    this.reason = reason;
  }
}
