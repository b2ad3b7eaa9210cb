// Classifies an error as a kind of failure.
import {
  isBodyError,
  isClosedError,
  isHttpError,
  isNetworkError,
  isOptionError,
  isRedirectError,
  isSchemaError,
  isSluiceError,
  isTimeout,
} from '@sluice/core';
import { isBreakerError, isCooldownError, isGateError, isOAuthError, isTokenError } from 'sluice';
import { isUndeclaredStatusError } from './undeclared-error.ts';
import type { FailKind } from './types.ts';

/**
 * The kind of an error.
 * @param signal the signal of the call; the reason of its abort counts as `aborted`
 */
export function kindOf(error: unknown, signal: AbortSignal | undefined): FailKind {
  if (isHttpError(error) || isRedirectError(error) || isUndeclaredStatusError(error)) return 'status';
  if (isSchemaError(error)) return 'schema';
  if (isTimeout(error)) return 'timeout';
  if (isNetworkError(error)) return 'network';
  if (isBodyError(error)) return 'body';
  if (isTokenError(error) || isOAuthError(error)) return 'auth';
  if (
    isOptionError(error) ||
    isClosedError(error) ||
    isGateError(error) ||
    isBreakerError(error) ||
    isCooldownError(error)
  )
    return 'refused';
  const isAbort =
    (signal?.aborted === true && signal.reason === error) ||
    (error as Partial<Error> | null)?.name === 'AbortError';
  if (isAbort && !isSluiceError(error)) return 'aborted';
  return 'other';
}
