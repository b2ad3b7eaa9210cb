// Error classes of the copy of got that a request belongs to.
import { TimeoutError, type Request, type RequestError } from 'got';

type TimeoutErrorClass = typeof TimeoutError;

const known = new WeakMap<object, TimeoutErrorClass | undefined>();

/** The name by which got recognizes the reason of `AbortSignal.timeout()`. */
const REASON = new DOMException('the signal timed out', 'TimeoutError');

/**
 * The `TimeoutError` of the copy of got that a request belongs to; undefined if it cannot be determined. An instance does
 * not give access to the class, so a request is created whose signal has timed out; it is not sent.
 */
export function timeoutErrorOf(request: RequestError['request']): TimeoutErrorClass | undefined {
  if (request === undefined) return TimeoutError;
  const prototype = Object.getPrototypeOf(request) as { readonly constructor: typeof Request };
  if (!known.has(prototype)) known.set(prototype, probe(prototype.constructor));
  return known.get(prototype);
}

function probe(OfCopy: typeof Request): TimeoutErrorClass | undefined {
  try {
    const request = new OfCopy('http://localhost/', { signal: AbortSignal.abort(REASON) });
    request.on('error', () => undefined);
    void request.flush();
    const { errored } = request;
    return errored?.name === 'TimeoutError' ? (errored.constructor as TimeoutErrorClass) : undefined;
  } catch {
    return undefined;
  }
}
