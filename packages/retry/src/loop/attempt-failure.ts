import type { AttemptRecord } from '@sluice/core';
import type { StopDecision, Verdict } from '../policy/decision.ts';
import type { AttemptResult } from './observe.ts';
import type { AttemptOutcome } from '../policy/outcome.ts';

/**
 * A failed attempt on its way through the loop. An `Error` of its own kind, so that no heuristic about the real error
 * decides whether the loop goes on.
 */
export class AttemptFailure extends Error {
  readonly result: AttemptResult;
  readonly outcome: AttemptOutcome;
  readonly verdict: Verdict;
  /** Its entry in the call's history; undefined when the attempt never began. */
  readonly record: AttemptRecord | undefined;
  /** Why no attempt follows, once that is known. */
  stop: StopDecision | undefined;

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
