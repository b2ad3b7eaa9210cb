// Guards for the kinds of errors.
import type { BodyError } from './body-error.ts';
import type { ClosedError } from './closed-error.ts';
import type { NetworkError } from './network-error.ts';
import type { OptionError } from './option-error.ts';
import type { RedirectError } from './redirect-error.ts';
import type { SchemaError } from './schema-error.ts';
import type { TimeoutError } from './timeout-error.ts';
import { errorBrand, type SluiceError } from './base.ts';

/** Whether an error is one of this project, even if another copy of the package created it. */
export function isSluiceError(error: unknown): error is SluiceError {
  return errorBrand(error) !== undefined;
}
/**
 * For the guards of plugins: whether an error is of the kind that {@link nameKind} gave this name, even if another copy of
 * the package created it.
 */
export function isErrorOfKind(error: unknown, kind: string): boolean {
  return errorBrand(error) === kind;
}
/** Whether a connection could not be established, or broke. */
export function isNetworkError(error: unknown): error is NetworkError {
  return errorBrand(error) === 'NetworkError';
}
/** Whether a limit of `timeout` passed. */
export function isTimeoutError(error: unknown): error is TimeoutError {
  return errorBrand(error) === 'TimeoutError';
}
/**
 * Whether a call took too long: a limit of `timeout` passed, or a signal of `AbortSignal.timeout()` aborted it. The error of
 * the signal is a DOMException with the same name.
 */
export function isTimeout(error: unknown): error is TimeoutError | DOMException {
  return isTimeoutError(error) || (error instanceof DOMException && error.name === 'TimeoutError');
}
/** Whether a request or response body failed. */
export function isBodyError(error: unknown): error is BodyError {
  return errorBrand(error) === 'BodyError';
}
/** Whether an option, URL, header or method was refused. */
export function isOptionError(error: unknown): error is OptionError {
  return errorBrand(error) === 'OptionError';
}
/** Whether the client, registry or pool was closed. */
export function isClosedError(error: unknown): error is ClosedError {
  return errorBrand(error) === 'ClosedError';
}
/** Whether a redirect was not followed. */
export function isRedirectError(error: unknown): error is RedirectError {
  return errorBrand(error) === 'RedirectError';
}
/** Whether a schema refused the body. */
export function isSchemaError(error: unknown): error is SchemaError {
  return errorBrand(error) === 'SchemaError';
}
