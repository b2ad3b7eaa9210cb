import type { Dispatch, Interceptor } from '../interceptor.ts';
import type { Middleware, Next, PluginParts } from '../plugin.ts';
import type { HttpResponse } from '../response/response.ts';
import { promised, settle } from './dispatch.ts';
import { isResponse, noAnswer, noResponse, type Givers } from './no-response.ts';

/** One layer: with promises or without. */
export interface Layer extends Pick<PluginParts, 'middleware' | 'interceptor'> {
  /** Who it is, in an error. */
  readonly giver: string;
}

/** Nests layers around `innermost`, the first outermost. Done once per client; for an interceptor nothing is made per call. */
export function compose(layers: readonly Layer[], innermost: Dispatch): Dispatch {
  return layers.reduceRight<Dispatch>(
    (next, { giver, interceptor, middleware }, index) =>
      interceptor === undefined
        ? dispatchThroughMiddleware(middleware as Middleware, next, giver, giversOf(layers.slice(index + 1)))
        : dispatchThroughInterceptor(interceptor, next),
    innermost,
  );
}

/**
 * The same where every layer promises its response.
 * @param transport who `innermost` is, in an error
 */
export function composeNext(layers: readonly Layer[], innermost: Next, transport: string): Next {
  return layers.reduceRight<Next>(
    (next, { giver, interceptor, middleware }, index) =>
      middleware === undefined
        ? nextThroughInterceptor(interceptor as Interceptor, next, {
            plugins: layers.slice(index + 1).map((layer) => layer.giver),
            transport,
          })
        : nextThroughMiddleware(middleware, next, giver),
    innermost,
  );
}

/** Those whose answer nobody has looked at before it leaves the outermost of these layers. */
export function giversOf(layers: readonly Layer[]): readonly string[] {
  const end = layers.findIndex(({ interceptor }) => interceptor === undefined);
  return layers.slice(0, end === -1 ? undefined : end).map(({ giver }) => giver);
}

function dispatchThroughInterceptor(interceptor: Interceptor, next: Dispatch): Dispatch {
  return (request, handler) => {
    try {
      interceptor(request, handler, next);
    } catch (error) {
      handler.onError(error);
    }
  };
}

function dispatchThroughMiddleware(
  middleware: Middleware,
  next: Dispatch,
  giver: string,
  beneath: readonly string[],
): Dispatch {
  const promise = promised(next, beneath);
  return (request, handler) => settle(request, handler, () => middleware(request, promise), giver);
}

/** What its handler throws is its outcome as well: an attempt ends with that promise. */
function nextThroughInterceptor(interceptor: Interceptor, next: Next, beneath: Givers): Next {
  return (request) =>
    new Promise((onResponse, onError) => {
      const dispatch: Dispatch = (sent, handler) => {
        new Promise<HttpResponse>((resolve) => resolve(next(sent)))
          .then(
            (response) => {
              if (isResponse(response)) handler.onResponse(response);
              else handler.onError(noAnswer(sent.attempt, beneath));
            },
            (error: unknown) => handler.onError(error),
          )
          .catch(onError);
      };
      interceptor(request, { onResponse, onError }, dispatch);
    });
}

/** Never throws: what a layer throws is a rejection for the layers above. */
function nextThroughMiddleware(middleware: Middleware, next: Next, giver: string): Next {
  return (request) => {
    try {
      const sent: Promise<HttpResponse> | undefined = middleware(request, next);
      // A forgotten `return`; what a promise comes to is looked at once, for all layers, where the attempt ends.
      return sent ?? Promise.reject(noResponse([giver]));
    } catch (error) {
      return Promise.reject(error);
    }
  };
}
