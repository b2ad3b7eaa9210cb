// The errors of `client.fetch`, in the form that the Fetch standard and Node.js give them.
import { isNetworkError, isOptionError, isSluiceError, isTimeoutError } from '../errors/guards.ts';
import type { SluiceError } from '../errors/base.ts';
import type { NetworkError } from '../errors/network-error.ts';
import { refusedUrl } from '../request/target.ts';
import { codeOf } from '../wire/wire-errors.ts';

/** The codes of Node's fetch for failures without a code of the system. */
const OF_TIMEOUTS: Readonly<Record<string, string>> = {
  connect: 'UND_ERR_CONNECT_TIMEOUT',
  responseHeader: 'UND_ERR_HEADERS_TIMEOUT',
  body: 'UND_ERR_BODY_TIMEOUT',
};
const OF_ENDED_CONNECTION = 'UND_ERR_SOCKET';
const OF_OTHER_LENGTH = 'UND_ERR_REQ_CONTENT_LENGTH_MISMATCH';

/** The code that Node's fetch gives to a failure, if it gives one. */
function nodeCodeOf(error: SluiceError): string | undefined {
  if (isTimeoutError(error)) return OF_TIMEOUTS[error.phase];
  if (isNetworkError(error) && error.systemCode !== undefined && !isResetStream(error))
    return error.systemCode;
  // A source that fails has an error of its own as cause.
  if (error.code === 'ERR_SLUICE_BODY_SOURCE' && error.cause === undefined) return OF_OTHER_LENGTH;
  // That of zlib.
  if (error.code === 'ERR_SLUICE_BODY_DECODE') return codeOf(error.cause) || undefined;
  const ended = error.code === 'ERR_SLUICE_CONNECTION_LOST' || error.code === 'ERR_SLUICE_BODY_CUT_SHORT';
  return ended ? OF_ENDED_CONNECTION : undefined;
}

/** Node's fetch says that the other side closed, whatever the code with which it resets a stream within a body. */
function isResetStream({ phase, systemCode = '' }: NetworkError): boolean {
  return phase === 'body' && systemCode.startsWith('ERR_HTTP2_');
}

/**
 * The error as the `cause` of an error of fetch: its `code` is the one that Node's fetch gives (`ECONNREFUSED`), since
 * callers look for it there, and the code of this project is in `sluiceCode`. A copy, because the error itself is in the
 * history of the call.
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
  for (const [name, value] of Object.entries(hidden)) hide(copy, name, value);
  return Object.assign(copy, error, { code, sluiceCode: error.code });
}

function detailsOf(error: SluiceError): () => object {
  return Reflect.get(error, 'details') as () => object;
}

function hide(target: object, name: string, value: unknown): void {
  // Without a prototype, which may be polluted.
  const descriptor = { __proto__: null, value, enumerable: false, configurable: true, writable: true };
  Object.defineProperty(target, name, descriptor);
}

/**
 * What fetch rejects with: bad input and failures of the network are TypeErrors, an abort is its reason.
 * @param url that of the request, if the arguments were read
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
  // In the standard, a URL of another scheme fails in the network.
  if (URL.canParse(url)) return new TypeError('fetch failed', { cause: asCause(error) });
  const message = `Failed to parse URL from ${refusedUrl(url)}`;
  return new TypeError(message, { cause: asCause(error, 'ERR_INVALID_URL') });
}

/** What reading the body of a Response rejects with. */
export function asBodyError(error: unknown, signal: AbortSignal | undefined): unknown {
  if (!isSluiceError(error) || isReason(error, signal)) return error;
  return new TypeError('terminated', { cause: asCause(error) });
}

function isReason(error: unknown, signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true && error === signal.reason;
}
