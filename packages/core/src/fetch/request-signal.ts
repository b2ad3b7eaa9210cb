// The signal of a Request, for the time of its call.

const requests = new WeakMap<object, Request>();

/**
 * The signal of a Request, which keeps the Request in memory. Node's Request follows the caller's signal only as long as it
 * is itself reachable: after a garbage collection, an abort or a timeout would no longer reach the call or its body.
 */
export function signalOf(request: Request): AbortSignal | undefined {
  const { signal } = request as Partial<Request>;
  if (typeof signal === 'object' && signal !== null) requests.set(signal, request);
  return signal;
}
