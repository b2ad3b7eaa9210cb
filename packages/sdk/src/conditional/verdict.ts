// What a copy did for an answer: noted by the plugin, and read from the answer by its caller.
import type { Attempt, BufferedResponse, HttpResponse } from '@sluice/core';
import type { CacheVerdict } from '../call/hooks.ts';

/** By the record of the attempt, which an answer and its history share. */
const verdicts = new WeakMap<Attempt, CacheVerdict>();

/** Notes what a copy did in an attempt. */
export function noteVerdict(attempt: Attempt, verdict: CacheVerdict): void {
  verdicts.set(attempt, verdict);
}

/**
 * What a copy did for an answer: `revalidated`, if it is a copy that the server confirmed; `miss`, if there was none;
 * `bypass`, if the call set conditions of its own. Undefined for a call that uses no copies.
 */
export function cacheVerdictOf(response: HttpResponse | BufferedResponse): CacheVerdict | undefined {
  return verdictIn(response.attempts);
}

/** What a copy did in the last attempt of a call. */
export function verdictIn(attempts: readonly Attempt[]): CacheVerdict | undefined {
  const attempt = attempts.at(-1);
  return attempt === undefined ? undefined : verdicts.get(attempt);
}
