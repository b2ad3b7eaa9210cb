// How far a call came before it failed.
import { isBodyError, isNetworkError, isTimeoutError, type Attempt } from '@sluice/core';
import type { FailPhase } from './types.ts';

const ORDER: readonly FailPhase[] = ['before-send', 'sent', 'head', 'body'];

/**
 * The furthest phase that any attempt of a call reached: an earlier attempt may have had an effect, whatever the last one
 * did.
 * @param attempts the attempts of the call; empty if the call failed before the first
 */
export function phaseOf(error: unknown, attempts: readonly Attempt[]): FailPhase {
  let furthest = 0;
  for (const attempt of attempts) furthest = Math.max(furthest, ORDER.indexOf(phaseOfAttempt(attempt)));
  if (attempts.length > 0 && isOfBody(error)) return 'body';
  return ORDER[furthest] ?? 'sent';
}

function phaseOfAttempt({ error, status, connection, timings }: Attempt): FailPhase {
  if (status !== undefined) return error === undefined ? 'head' : 'body';
  if (isNetworkError(error)) {
    if (error.responseStarted) return error.phase === 'body' ? 'body' : 'head';
    return error.bytesWritten === 0 || error.unprocessed ? 'before-send' : 'sent';
  }
  if (isTimeoutError(error)) {
    switch (error.phase) {
      case 'queue':
      case 'connect':
      case 'tlsHandshake':
        return 'before-send';
      case 'body':
        return 'body';
      case 'responseHeader':
      case 'expectContinue':
        return 'sent';
      case 'attempt':
      case 'total':
        break;
    }
  }
  if (isOfBody(error)) return 'body';
  // An abort, or a limit of the whole attempt: bytes may have been written if the attempt had a connection.
  const mayBeSent =
    connection !== undefined || timings.send !== undefined || timings.responseHeader !== undefined;
  return mayBeSent || error === undefined ? 'sent' : 'before-send';
}

/** Whether an error is about the body of a response. */
function isOfBody(error: unknown): boolean {
  return (
    isBodyError(error) &&
    error.code !== 'ERR_SLUICE_BODY_SOURCE' &&
    error.code !== 'ERR_SLUICE_BODY_NOT_REPLAYABLE'
  );
}
