// got's messages for failures of the client.
import { isBodyError, isNetworkError, isTimeoutError, type BodyError } from '@sluice/core';
import { isRefusedHandshake } from './error-names.ts';

/** got's message for a body that ended early, if got does not compare lengths. */
const ABORTED = 'The server aborted pending request';

/** got's message for a limit that passed. */
export function timeoutMessage(event: string, limit: number): string {
  return `Timeout awaiting '${event}' for ${limit}ms`;
}

/**
 * got's message for a body that ended early.
 * @param declared the length that the server declared, if got compares it with the received bytes
 */
export function cutShortMessage(error: unknown, declared: number | undefined): string {
  const { bytes } = error as Partial<BodyError>;
  if (declared === undefined || bytes === undefined) return ABORTED;
  return `Content-Length mismatch: expected ${declared} bytes, received ${bytes} bytes`;
}

/**
 * got's message for another failure: the message of Node.js, of the decoder, or of the caller's function that threw.
 * Undefined if the client itself failed the call.
 */
export function causeMessage(error: unknown): string | undefined {
  if (!isNetworkError(error) && !isBodyError(error)) return undefined;
  const { cause } = error;
  const { code } = (cause ?? {}) as { readonly code?: unknown };
  const isNodes = cause instanceof Error && !String(code).startsWith('UND_ERR_') && cause.message !== '';
  if (isNodes && !isTimeoutError(cause)) {
    return isNetworkError(error) && isRefusedHandshake(error)
      ? `write EPROTO ${cause.message}`
      : cause.message;
  }
  return error.code === 'ERR_SLUICE_CONNECTION_LOST' ? 'socket hang up' : undefined;
}

/** Replaces the message of an error, also in its stack. */
export function setMessage(error: Error, message: string | undefined): void {
  if (message === undefined || message === error.message) return;
  const { stack, message: before } = error;
  error.message = message;
  if (stack?.includes(before) === true) error.stack = stack.replace(before, () => message);
}
