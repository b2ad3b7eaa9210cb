// The plugin `gate()`.
import type { HttpRequest, HttpResponse } from '@sluice/core';
import { optionsOf, type Next, type Plugin } from '@sluice/core/plugin';
import type { Host } from './limiter/host.ts';
import { Limiter } from './limiter/limiter.ts';
import { GATE_OPTIONS, type GateCallOptions, type ResolvedCallRules } from './options/call-options.ts';
import { resolveGate, type GateOptions } from './options/gate-options.ts';

/**
 * Plugin, stage `attempt`: bounds the exchanges under way, per host and in total. An exchange holds its slot until the
 * end of its body; over the limit, attempts wait in a bounded waiting list. List it first in its stage, so that no
 * timeout of an attempt runs while the attempt waits.
 *
 * Clients that are given the same plugin object share its limits.
 * @throws OptionError for an unknown or bad option.
 */
export function gate(options?: GateOptions): Plugin<GateCallOptions> {
  const limiter = new Limiter(resolveGate(options));
  const middleware = (request: HttpRequest, next: Next): Promise<HttpResponse> => {
    const { gate: rules } = optionsOf(GATE_OPTIONS, request);
    if (rules === false) return next(request);
    const { attempt } = request;
    const host = limiter.hostOf(request);
    return limiter.tryAdmit(host, attempt, rules.weight)
      ? next(request)
      : waitAndSend(limiter, host, rules, request, next);
  };
  return {
    name: 'gate',
    stage: 'attempt',
    callOptions: GATE_OPTIONS,
    setup({ clock }) {
      limiter.useClock(clock);
      return { middleware, stats: () => limiter.stats() };
    },
  };
}

async function waitAndSend(
  limiter: Limiter,
  host: Host,
  rules: ResolvedCallRules,
  request: HttpRequest,
  next: Next,
): Promise<HttpResponse> {
  const { attempt } = request;
  await limiter.waitForSlot(host, attempt, rules);
  // Aborted after its admission: the end of the attempt releases the slot.
  attempt.throwIfAborted();
  return await next(request);
}
