// The plugin `gate()`.
import type { Interceptor } from '@sluice/core/internal';
import { optionsOf, type Plugin } from '@sluice/core/plugin';
import { Limiter } from './limiter/limiter.ts';
import { GATE_OPTIONS, type GateCallOptions } from './options/call-options.ts';
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
  const interceptor: Interceptor = (request, handler, next) => {
    const { gate: rules } = optionsOf(GATE_OPTIONS, request);
    if (rules === false) {
      next(request, handler);
      return;
    }
    const host = limiter.hostOf(request);
    if (limiter.tryAdmit(host, request.attempt, rules.weight)) next(request, handler);
    else limiter.wait(host, rules, request, handler, next);
  };
  return {
    name: 'gate',
    stage: 'attempt',
    callOptions: GATE_OPTIONS,
    setup({ clock }) {
      limiter.useClock(clock);
      return { interceptor, stats: () => limiter.stats() };
    },
  };
}
