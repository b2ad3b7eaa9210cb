// Copies errors without the request that got's errors contain.
import { codeOf } from '@sluice/core/transport';

/** An error with a code. */
interface CodedError extends Error {
  code?: string;
}

/**
 * The root cause of an error of got: the error of Node.js, of a hook or of a source, as it was thrown. got's own errors
 * contain the request with its credentials, and are never passed on.
 */
export function rootOf(error: unknown): unknown {
  let root = error;
  for (let depth = 0; depth < 10 && isGotError(root); depth++) {
    const { cause } = root;
    if (!(cause instanceof Error)) return root;
    root = cause;
  }
  return root;
}

/** Whether an error was created by got, by any copy of it. */
export function isGotError(error: unknown): error is Error & { readonly code?: unknown } {
  return error instanceof Error && 'options' in error && 'timings' in error && 'input' in error;
}

/** Copies the name, code, message and stack of an error, and nothing else. */
export function plainCause(error: unknown): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  const plain: CodedError = new Error(error.message);
  const code = codeOf(error);
  if (code !== '') plain.code = code;
  Object.defineProperty(plain, 'name', { value: error.name, configurable: true, writable: true });
  Object.defineProperty(plain, 'stack', { value: error.stack, configurable: true, writable: true });
  return plain;
}
