// Interceptors of any version of undici around a dispatcher.
import type { Dispatcher } from 'undici';
import { isNew, type AnyHandler } from './handlers.ts';
import { NewApi } from './new-api.ts';
import { OldApi } from './old-api.ts';

/** An argument of `compose()`. Since undici 8.13, an interceptor also receives the origin. */
export type Interceptor = (dispatch: Dispatcher.Dispatch, origin?: unknown) => Dispatcher.Dispatch;

/**
 * Wraps an interceptor of any version of undici: each handler that it passes on can be called through the API of undici 8
 * and through the older one.
 */
export function adapted(interceptor: unknown): Interceptor {
  // undici refuses any other value itself.
  if (typeof interceptor !== 'function') return interceptor as Interceptor;
  const adapter: Interceptor = (dispatch, origin) => {
    const inner = (interceptor as Interceptor)(dispatch, origin) as unknown;
    if (typeof inner !== 'function' || inner.length !== 2) throw new TypeError('invalid interceptor');
    return (options, handler) => (inner as Dispatcher.Dispatch)(options, withBothApis(handler));
  };
  // undici orders some interceptors by symbols on the function.
  for (const mark of Object.getOwnPropertySymbols(interceptor)) {
    Object.defineProperty(adapter, mark, {
      value: (interceptor as unknown as Record<symbol, unknown>)[mark],
    });
  }
  return adapter;
}

/** Gives a handler both APIs, for interceptors of another version than the handler's. */
function withBothApis(handler: AnyHandler): AnyHandler {
  if (!isNew(handler)) return new NewApi(handler, false);
  return typeof handler.onConnect === 'function' ? handler : new OldApi(handler);
}
