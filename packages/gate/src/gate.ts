import type { HttpRequest, HttpResponse, Next, Plugin } from '@sluice/core';
import { DEFAULT_PASS, parsePass, type GateCallOptions, type ResolvedPass } from './call-options.ts';
import type { Host } from './host.ts';
import { Limiter } from './limiter.ts';
import { resolveGate, type GateOptions } from './options.ts';

/**
 * Plugin, stage `attempt`: bounds how many exchanges are under way at once, per host and over all. An exchange holds
 * its slot until the end of its body; over the limit attempts wait in line, within bounds. List it first in its
 * stage, so that no timeout of an attempt runs while it waits.
 *
 * Clients that are given the same plugin object share its limits.
 * @throws OptionError for an unknown or bad option.
 */
export function gate(options?: GateOptions): Plugin<GateCallOptions> {
  const limiter = new Limiter(resolveGate(options));
  const middleware = (request: HttpRequest, next: Next): Promise<HttpResponse> => {
    const pass = request.options['gate'] as ResolvedPass | false;
    if (pass === false) return next(request);
    const { attempt } = request;
    const host = limiter.hostOf(request);
    return limiter.take(host, attempt, pass.weight)
      ? next(request)
      : waitFirst(limiter, host, pass, request, next);
  };
  return {
    name: 'gate',
    stage: 'attempt',
    callOptions: { gate: parsePass },
    defaults: { gate: DEFAULT_PASS },
    setup({ clock }) {
      limiter.useClock(clock);
      return { middleware, stats: () => limiter.stats() };
    },
  };
}

async function waitFirst(
  limiter: Limiter,
  host: Host,
  pass: ResolvedPass,
  request: HttpRequest,
  next: Next,
): Promise<HttpResponse> {
  const { attempt } = request;
  await limiter.wait(host, attempt, pass);
  // Aborted between its turn and now: its slot goes back with the attempt's end.
  attempt.throwIfAborted();
  return next(request);
}
