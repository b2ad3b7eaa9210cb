// Nests the layers of a stage.
import type { Dispatch, Interceptor } from '../interceptor.ts';
import type { Middleware, Next, PluginParts } from '../plugin.ts';
import type { HttpResponse } from '../response/response.ts';
import { deliver, notifyError, promised, settle } from './dispatch.ts';
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

/** Nested layers in two forms: without promises, and with a promise of the response. */
export interface TwoForms {
  readonly dispatch: Dispatch;
  readonly next: Next;
}

/**
 * Nests the layers of the stage `attempt` around the transport. Neighbours of one kind call each other directly. Whether a
 * middleware has returned a response is checked where its promise ends: at the next interceptor above, or at the end of the
 * attempt.
 * @param transport the name of `innermost` in an error
 */
export function composeAttempt(layers: readonly Layer[], innermost: TwoForms, transport: string): Dispatch {
  return layers.reduceRight<TwoForms>((below, { name, interceptor, middleware }, index) => {
    if (middleware === undefined) {
      const dispatch = dispatchThroughInterceptor(interceptor as Interceptor, below.dispatch);
      return { dispatch, next: nextOf(dispatch) };
    }
    const next = nextThroughMiddleware(middleware, below.next, name);
    const plugins = layers.slice(index).map((layer) => layer.name);
    return { dispatch: dispatchOf(next, { plugins, transport }), next };
  }, innermost).dispatch;
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

/** Converts a dispatch to the form with a promise. */
export function nextOf(dispatch: Dispatch): Next {
  return (request) =>
    new Promise((onResponse, onError) => {
      dispatch(request, { onResponse, onError });
    });
}

/** Converts to the form without promises. @param layers the layers that may have returned no response, for the error */
export function dispatchOf(next: Next, layers: AttemptLayers): Dispatch {
  return (request, handler) => {
    Promise.resolve(next(request)).then(
      (response) => {
        if (isResponse(response)) deliver(request, handler, response);
        else notifyError(request, handler, noAnswer(request.attempt, layers));
      },
      (error: unknown) => notifyError(request, handler, error),
    );
  };
}

/** Never throws: an error of a layer is a rejection for the layers above. */
function nextThroughMiddleware(middleware: Middleware, next: Next, name: string): Next {
  return (request) => {
    try {
      const sent: Promise<HttpResponse> | undefined = middleware(request, next);
      // Undefined if `return` was forgotten. The value of the promise is checked once for all layers, at the attempt's end.
      return sent ?? Promise.reject(noResponse([name]));
    } catch (error) {
      return Promise.reject(error);
    }
  };
}
