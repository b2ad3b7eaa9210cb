import { isBodyError, isNetworkError, isTimeoutError, type TimeoutPhase } from '@sluice/core';

/**
 * What the end of an exchange says of its host: `unknown` when it was not the host's doing, as an abort or a full gate.
 */
export type Verdict = 'success' | 'failure' | 'unknown';

/** Phases in which it is the host that lets us wait. `queue` is spent here, `total` on several attempts. */
const OF_HOST: ReadonlySet<TimeoutPhase> = new Set<TimeoutPhase>([
  'connect',
  'tlsHandshake',
  'expectContinue',
  'responseHeader',
  'body',
  'attempt',
]);

/** The statuses that are failures by default: the host cannot or will not serve now. */
export function failingStatus(status: number): boolean {
  return status === 408 || status === 429 || (status >= 500 && status !== 501 && status !== 505);
}

/** What an error says of the host. */
export function judgeError(error: unknown): Verdict {
  const failed =
    isNetworkError(error) ||
    (isTimeoutError(error) && OF_HOST.has(error.phase)) ||
    (isBodyError(error) && error.code === 'ERR_SLUICE_BODY_CUT_SHORT');
  return failed ? 'failure' : 'unknown';
}
