// The errors of `client.fetch`, in the form of the Fetch standard and of Node's fetch.
import { isNetworkError, isOptionError, isSluiceError, isTimeoutError } from '../errors/guards.ts';
import { defineHidden, type SluiceError } from '../errors/base.ts';
import type { NetworkError } from '../errors/network-error.ts';
import { refusedUrl } from '../request/target.ts';
import { codeOf } from '../wire/wire-errors.ts';

/** The codes of Node's fetch for failures without a system code. */
const TIMEOUT_CODES: Readonly<Record<string, string>> = {
  connect: 'UND_ERR_CONNECT_TIMEOUT',
  responseHeader: 'UND_ERR_HEADERS_TIMEOUT',
  body: 'UND_ERR_BODY_TIMEOUT',
};
const CLOSED_CODE = 'UND_ERR_SOCKET';
const LENGTH_MISMATCH_CODE = 'UND_ERR_REQ_CONTENT_LENGTH_MISMATCH';

/** The code of a failure in Node's fetch, if it has one. */
function nodeCodeOf(error: SluiceError): string | undefined {
  if (isTimeoutError(error)) return TIMEOUT_CODES[error.phase];
  if (isNetworkError(error) && error.systemCode !== undefined && !isResetStream(error))
    return error.systemCode;
  // If the source failed, its error is the cause; a body of another length has no cause.
  if (error.code === 'ERR_SLUICE_BODY_SOURCE' && error.cause === undefined) return LENGTH_MISMATCH_CODE;
  // The code of zlib.
  if (error.code === 'ERR_SLUICE_BODY_DECODE') return codeOf(error.cause) || undefined;
  const ended = error.code === 'ERR_SLUICE_CONNECTION_LOST' || error.code === 'ERR_SLUICE_BODY_CUT_SHORT';
  return ended ? CLOSED_CODE : undefined;
}

/** Node's fetch reports a stream that is reset within a body as closed by the peer, whatever the code of the reset. */
function isResetStream({ phase, systemCode = '' }: NetworkError): boolean {
  return phase === 'body' && systemCode.startsWith('ERR_HTTP2_');
}

/**
 * The error as the `cause` of an error of fetch. Its `code` is that of Node's fetch (`ECONNREFUSED`), which callers check;
 * the code of this project is in `sluiceCode`. A copy, since the error itself is in the history of the call.
 */
function asCause(error: SluiceError, code: string | undefined = nodeCodeOf(error)): Error {
  if (code === undefined) return error;
  const copy = new Error(error.message);
  Object.setPrototypeOf(copy, Object.getPrototypeOf(error) as object);
  const details = (): object => ({
    ...Reflect.apply(detailsOf(error), copy, []),
    sluiceCode: error.code,
  });
  const { stack, cause, method, url, attempts, timings } = error;
  const hidden = { stack, cause, method, url, attempts, timings, details };
  for (const [name, value] of Object.entries(hidden)) defineHidden(copy, name, value);
  return Object.assign(copy, error, { code, sluiceCode: error.code });
}

function detailsOf(error: SluiceError): () => object {
  return Reflect.get(error, 'details') as () => object;
}

/**
 * The error with which fetch rejects: a TypeError for bad input and for network failures, the reason of an abort.
 * @param url the URL of the request, if the arguments were read
 */
export function asFetchError(
  error: unknown,
  signal: AbortSignal | undefined,
  url: string | undefined,
): unknown {
  if (!isSluiceError(error) || isReason(error, signal)) return error;
  if (!isOptionError(error)) return new TypeError('fetch failed', { cause: asCause(error) });
  if (error.option !== 'url' || url === undefined)
    return new TypeError(error.message, { cause: asCause(error) });
  // In the standard, a URL of another scheme is a network failure.
  if (URL.canParse(url)) return new TypeError('fetch failed', { cause: asCause(error) });
  const message = `Failed to parse URL from ${refusedUrl(url)}`;
  return new TypeError(message, { cause: asCause(error, 'ERR_INVALID_URL') });
}

/** The error with which reading the body of a Response rejects. */
export function asBodyError(error: unknown, signal: AbortSignal | undefined): unknown {
  if (!isSluiceError(error) || isReason(error, signal)) return error;
  return new TypeError('terminated', { cause: asCause(error) });
}

function isReason(error: unknown, signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true && error === signal.reason;
}
