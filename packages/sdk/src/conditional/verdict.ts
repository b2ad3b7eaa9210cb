// Whether a copy was used for an answer: the plugin notes the verdict, and callers read it from the answer.
import type { Attempt, BufferedResponse, HttpResponse } from '@sluice/core';

/**
 * How copies were used for a call. `revalidated`: the server confirmed a copy with a 304, and the copy is the answer.
 * `miss`: the answer is the server's, since no copy was held or it was no longer current. `bypass`: copies were not used,
 * because the call set its own conditions or `no-store`.
 */
export type CacheVerdict = 'miss' | 'revalidated' | 'bypass';

/** Verdicts by the record of an attempt, which the answer and its history share. */
const verdicts = new WeakMap<Attempt, CacheVerdict>();

/** Notes how copies were used in an attempt. */
export function noteVerdict(attempt: Attempt, verdict: CacheVerdict): void {
  verdicts.set(attempt, verdict);
}

/**
 * How copies were used for an answer. Undefined if the call did not go through {@link conditional}, or was not a GET.
 */
export function cacheVerdictOf(response: HttpResponse | BufferedResponse): CacheVerdict | undefined {
  return verdictIn(response.attempts);
}

/** How copies were used in the last attempt of a call. */
export function verdictIn(attempts: readonly Attempt[]): CacheVerdict | undefined {
  const attempt = attempts.at(-1);
  return attempt === undefined ? undefined : verdicts.get(attempt);
}
