import type { Middleware, Next } from '../plugin.ts';

/** Nests middlewares around `innermost`, the first outermost. Done once per client; nothing is made per call. */
export function compose(middlewares: readonly Middleware[], innermost: Next): Next {
  return middlewares.reduceRight<Next>(
    (next, middleware) => (request) => middleware(request, next),
    innermost,
  );
}
