// Opens an HTTP/2 stream without a function that keeps it.
// Checked on Node.js 22.19.0, 24.21.0 and 26.10.0.
import { AsyncResource } from 'node:async_hooks';
import type http2 from 'node:http2';

type Run = (this: unknown, ...args: unknown[]) => unknown;
type Bind = (this: AsyncResource, run: Run, thisArg?: unknown) => Run;

/** The class with its method `bind` as a property that can be set. */
const prototype = AsyncResource.prototype as unknown as { bind: Bind };
const { bind: original } = prototype;

/**
 * Whether bound functions have the deprecated property `asyncResource`, as before Node.js 26. Its setter is the prototype of another function, so
 * that V8 makes a hidden class for it, in the old generation, which keeps the setter and all that it can reach: the bound
 * function, the stream and the call, until the next major collection.
 */
const KEEPS = Object.hasOwn(
  Reflect.apply(original, new AsyncResource('SLUICE_PROBE'), [() => undefined]),
  'asyncResource',
);

/** The function that Node.js binds for a stream. Under another name, it is bound with the property. */
const OF_NODE = 'bound requestOnConnect';

/** As `AsyncResource.prototype.bind`, but without the property if Node.js calls it, and not a hook or a subscriber. */
const bind: Bind = function bindWithoutProperty(this: AsyncResource, run: Run, thisArg?: unknown): Run {
  if (typeof run !== 'function' || run.name !== OF_NODE) return Reflect.apply(original, this, [run, thisArg]);
  const runInScope = this.runInAsyncScope.bind(this, run);
  return function bound(this: unknown, ...args: unknown[]): unknown {
    return runInScope(this, ...args);
  };
};

/**
 * As `session.request()`, in which Node.js binds a function to the async context of the caller. During the call, which is
 * synchronous, another `bind` is in its place, unless another library has replaced it. If a version of Node.js reads the
 * property, it finds none.
 */
export function openStream(
  session: http2.ClientHttp2Session,
  headers: http2.OutgoingHttpHeaders | readonly string[],
  options: http2.ClientSessionRequestOptions,
): http2.ClientHttp2Stream {
  if (!KEEPS || prototype.bind !== original || !Reflect.set(prototype, 'bind', bind)) {
    return session.request(headers, options);
  }
  try {
    return session.request(headers, options);
  } finally {
    // A hook or a subscriber of Node.js may have replaced it meanwhile.
    if (prototype.bind === bind) prototype.bind = original;
  }
}
