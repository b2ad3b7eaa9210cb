// Calls the methods of a retry budget, which may be the caller's own and wrongly async.
import type { Clock } from '@sluice/core';
import { requireSync, watchObserver } from '@sluice/core/internal';
import type { ExtraAttempt, RetryBudget } from './budget.ts';

/** Asks for an additional attempt. @throws OptionError if `take` is async: its promise would count as a grant */
export function takeFrom(budget: RetryBudget, origin: string, kind: ExtraAttempt, now: number): boolean {
  return requireSync(budget.take(origin, kind, now), 'budget.take');
}

/** Reports that a call is about to send its first attempt. */
export function reportCall(budget: RetryBudget, origin: string, clock: Clock): void {
  if (budget.onCall !== undefined) watchObserver(budget.onCall(origin, clock.now()), 'budget.onCall');
}

/** Reports that an attempt succeeded. @param after the kind of its grant; undefined for a first attempt */
export function reportSuccess(
  budget: RetryBudget,
  origin: string,
  after: ExtraAttempt | undefined,
  now: number,
): void {
  watchObserver(budget.onSuccess(origin, after, now), 'budget.onSuccess');
}

/** Reports that a granted attempt is not sent. */
export function reportUnsent(budget: RetryBudget, origin: string, kind: ExtraAttempt, now: number): void {
  watchObserver(budget.onUnsent?.(origin, kind, now), 'budget.onUnsent');
}
