// What the outcome of an exchange says about its host.
import { isBodyError, isNetworkError, isTimeoutError, type TimeoutPhase } from '@sluice/core';

/** What an outcome says about the host. `unknown`: the outcome says nothing, such as an abort or a full gate. */
export type Verdict = 'success' | 'failure' | 'unknown';

/** Phases in which the host keeps the client waiting. Not `queue`, a wait in this process, and not `total`. */
const HOST_PHASES: ReadonlySet<TimeoutPhase> = new Set<TimeoutPhase>([
  'connect',
  'tlsHandshake',
  'expectContinue',
  'responseHeader',
  'body',
  'attempt',
]);

/** Whether a status is a failure by default: the host cannot serve now. */
export function isFailingStatus(status: number): boolean {
  return status === 408 || status === 429 || (status >= 500 && status !== 501 && status !== 505);
}

/** The verdict of an error on the host. */
export function judgeError(error: unknown): Verdict {
  const failed =
    isNetworkError(error) ||
    (isTimeoutError(error) && HOST_PHASES.has(error.phase)) ||
    (isBodyError(error) && error.code === 'ERR_SLUICE_BODY_CUT_SHORT');
  return failed ? 'failure' : 'unknown';
}
