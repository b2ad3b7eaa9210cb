import type { Middleware, Next, PluginParts } from '../plugin.ts';
import type { HttpResponse } from '../response.ts';
import { isResponse, noResponse } from './no-response.ts';
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
  return layers.reduceRight<Next>(
    (next, { interceptor, middleware }) =>
      middleware === undefined
        ? promises(interceptor as Interceptor, next)
        : (request) => middleware(request, next),
    innermost,
  );
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

/** What its handler throws is its outcome as well: an attempt ends with that promise. */
function promises(interceptor: Interceptor, next: Next): Next {
  return (request) =>
    new Promise((onResponse, onError) => {
      const dispatch: Dispatch = (sent, handler) => {
        new Promise<HttpResponse>((resolve) => resolve(next(sent)))
          .then(
            (response) => {
              if (isResponse(response)) handler.onResponse(response);
              else handler.onError(noResponse('attempt'));
            },
            (error: unknown) => handler.onError(error),
          )
          .catch(onError);
      };
      interceptor(request, { onResponse, onError }, dispatch);
    });
}

function waits(middleware: Middleware, next: Dispatch): Dispatch {
  const promise = promised(next);
  return (request, handler) => settle(request, handler, () => middleware(request, promise));
}
