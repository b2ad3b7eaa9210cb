// Nesting of the layers of a stage.
import type { Dispatch, Interceptor } from '../interceptor.ts';
import type { Middleware, Next, PluginParts } from '../plugin.ts';
import type { HttpResponse } from '../response/response.ts';
import { promised, settle } from './dispatch.ts';
import { isResponse, noAnswer, noResponse, type AttemptLayers } from './no-response.ts';

/** One layer: either with promises (`middleware`) or without (`interceptor`). */
export interface Layer extends Pick<PluginParts, 'middleware' | 'interceptor'> {
  /** Its name in an error, as `the plugin 'a'`. */
  readonly name: string;
}

/**
 * Nests layers around `innermost`; the first is outermost. Runs once per client, and an interceptor allocates nothing
 * per call.
 */
export function compose(layers: readonly Layer[], innermost: Dispatch): Dispatch {
  return layers.reduceRight<Dispatch>(
    (next, { name, interceptor, middleware }, index) =>
      interceptor === undefined
        ? dispatchThroughMiddleware(
            middleware as Middleware,
            next,
            name,
            uncheckedLayers(layers.slice(index + 1)),
          )
        : dispatchThroughInterceptor(interceptor, next),
    innermost,
  );
}

/**
 * Nests layers around `innermost` where every layer returns a promise of its response.
 * @param transport the name of `innermost` in an error
 */
export function composeNext(layers: readonly Layer[], innermost: Next, transport: string): Next {
  return layers.reduceRight<Next>(
    (next, { name, interceptor, middleware }, index) =>
      middleware === undefined
        ? nextThroughInterceptor(interceptor as Interceptor, next, {
            plugins: layers.slice(index + 1).map((layer) => layer.name),
            transport,
          })
        : nextThroughMiddleware(middleware, next, name),
    innermost,
  );
}

/** The names of the layers whose result is not validated before it leaves the outermost of these layers. */
export function uncheckedLayers(layers: readonly Layer[]): readonly string[] {
  const end = layers.findIndex(({ interceptor }) => interceptor === undefined);
  return layers.slice(0, end === -1 ? undefined : end).map(({ name }) => name);
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
  name: string,
  below: readonly string[],
): Dispatch {
  const promise = promised(next, below);
  return (request, handler) => settle(request, handler, () => middleware(request, promise), name);
}

/** An error that the handler throws rejects the promise too, since an attempt ends with that promise. */
function nextThroughInterceptor(interceptor: Interceptor, next: Next, below: AttemptLayers): Next {
  return (request) =>
    new Promise((onResponse, onError) => {
      const dispatch: Dispatch = (sent, handler) => {
        new Promise<HttpResponse>((resolve) => resolve(next(sent)))
          .then(
            (response) => {
              if (isResponse(response)) handler.onResponse(response);
              else handler.onError(noAnswer(sent.attempt, below));
            },
            (error: unknown) => handler.onError(error),
          )
          .catch(onError);
      };
      interceptor(request, { onResponse, onError }, dispatch);
    });
}

/** Never throws: an error of a layer is a rejection for the layers above. */
function nextThroughMiddleware(middleware: Middleware, next: Next, name: string): Next {
  return (request) => {
    try {
      const sent: Promise<HttpResponse> | undefined = middleware(request, next);
      // A forgotten `return`. The value of the promise is checked once for all layers, at the end of the attempt.
      return sent ?? Promise.reject(noResponse([name]));
    } catch (error) {
      return Promise.reject(error);
    }
  };
}
