// Interceptors of any version of undici around a dispatcher.
import type { Dispatcher } from 'undici';
import { isNew, type AnyHandler } from './handlers.ts';
import { NewApi } from './new-api.ts';
import { OldApi } from './old-api.ts';

/** What `compose()` takes. Since undici 8.13 an interceptor is also given the origin it is for. */
export type Interceptor = (dispatch: Dispatcher.Dispatch, origin?: unknown) => Dispatcher.Dispatch;

/**
 * An interceptor whose handlers may be of the API of undici 8 or of the older one: each handler that it is given can be
 * called by both.
 */
export function adapted(interceptor: unknown): Interceptor {
  // undici refuses the others, and orders some by marks on the function.
  if (typeof interceptor !== 'function') return interceptor as Interceptor;
  const adapter: Interceptor = (dispatch, origin) => {
    const inner = (interceptor as Interceptor)(dispatch, origin) as unknown;
    if (typeof inner !== 'function' || inner.length !== 2) throw new TypeError('invalid interceptor');
    return (options, handler) => (inner as Dispatcher.Dispatch)(options, speakingBoth(handler));
  };
  for (const mark of Object.getOwnPropertySymbols(interceptor)) {
    Object.defineProperty(adapter, mark, {
      value: (interceptor as unknown as Record<symbol, unknown>)[mark],
    });
  }
  return adapter;
}

/** A handler that can be called by both APIs, for interceptors that are of another version than the handler. */
function speakingBoth(handler: AnyHandler): AnyHandler {
  if (!isNew(handler)) return new NewApi(handler, false);
  return typeof handler.onConnect === 'function' ? handler : new OldApi(handler);
}
