import type { Middleware, Next, PluginParts } from '../plugin.ts';
import { promised, settle, type Dispatch, type Interceptor } from './dispatch.ts';

/** One layer: with promises or without. */
export type Layer = Pick<PluginParts, 'middleware' | 'interceptor'>;

/** Nests layers around `innermost`, the first outermost. Done once per client; for an interceptor nothing is made per call. */
export function compose(layers: readonly Layer[], innermost: Dispatch): Dispatch {
  return layers.reduceRight<Dispatch>(
    (next, { interceptor, middleware }) =>
      interceptor === undefined ? waits(middleware as Middleware, next) : looks(interceptor, next),
    innermost,
  );
}

/** The same where every layer promises its response. */
export function composeNext(layers: readonly Layer[], innermost: Next): Next {
  return layers.reduceRight<Next>((next, { interceptor, middleware }) => {
    if (middleware !== undefined) return (request) => middleware(request, next);
    const dispatch: Dispatch = (request, handler) => settle(handler, () => next(request));
    return promised(looks(interceptor as Interceptor, dispatch));
  }, innermost);
}

function looks(interceptor: Interceptor, next: Dispatch): Dispatch {
  return (request, handler) => {
    try {
      interceptor(request, handler, next);
    } catch (error) {
      handler.onError(error);
    }
  };
}

function waits(middleware: Middleware, next: Dispatch): Dispatch {
  const promise = promised(next);
  return (request, handler) => settle(handler, () => middleware(request, promise));
}
