import {
  boolean,
  BreakerError,
  OptionError,
  safeText,
  type Clock,
  type HttpRequest,
  type HttpResponse,
  type Next,
  type Plugin,
} from '@sluice/core';
import { REFUSED, type Circuit } from './circuit.ts';
import { Circuits } from './circuits.ts';
import { resolveBreaker, type BreakerCallOptions, type BreakerOptions } from './options.ts';
import type { BreakerStats, CircuitStats } from './stats.ts';
import { Watch } from './watch.ts';

/**
 * Plugin, stage `attempt`: a circuit breaker per host. A host that fails too often is left alone for a while: attempts
 * are refused at once with a BreakerError, until a few that are let through show that it is well again. List it after
 * the gate, so that those who wait in line are refused too when the circuit opens.
 *
 * Clients that are given the same plugin object share its circuits.
 * @throws OptionError for an unknown or bad option.
 */
export function breaker(options?: BreakerOptions): Plugin<BreakerCallOptions> {
  const rules = resolveBreaker(options);
  const circuits = new Circuits(rules);
  let shared: Clock | undefined;
  const middleware = (request: HttpRequest, next: Next): Promise<HttpResponse> => {
    if (request.options['breaker'] === false) return next(request);
    const key = rules.key(request);
    if (typeof key !== 'string') throw new OptionError('breaker.key', "option 'breaker.key' gave no string");
    const now = request.call.clock.now();
    const circuit = circuits.find(key, now);
    const term = circuit?.admit(now) ?? 0;
    if (circuit !== undefined && term === REFUSED) return Promise.reject(refusal(circuit, now));
    const watch = new Watch(key, circuits, circuit, term, request.attempt, rules.failingStatus);
    return send(request, next, watch);
  };
  return {
    name: 'breaker',
    stage: 'attempt',
    callOptions: { breaker: boolean },
    defaults: { breaker: true },
    setup({ clock }) {
      if (shared !== undefined && shared !== clock) {
        throw new OptionError('breaker', 'clients that share a breaker must share a clock');
      }
      shared = clock;
      return { middleware, stats: () => statsOf(circuits, clock.now()) };
    },
  };
}

function send(request: HttpRequest, next: Next, watch: Watch): Promise<HttpResponse> {
  let sent: Promise<HttpResponse>;
  try {
    sent = next(request);
  } catch (error) {
    sent = Promise.reject(error);
  }
  return sent.then(watch.answered, watch.failed);
}

function refusal(circuit: Circuit, now: number): BreakerError {
  const { key, failures } = circuit;
  const retryAfter = circuit.retryAfter(now);
  const until =
    circuit.stateAt(now) === 'open'
      ? `the next attempt may be made in ${Math.ceil(retryAfter)} ms`
      : 'attempts are under way that try it';
  const message = `${safeText(key)}: the circuit is open after ${failures} failure(s) in a row; ${until}`;
  return new BreakerError(message, key, retryAfter);
}

function statsOf(circuits: Circuits, now: number): BreakerStats {
  const keys = Object.create(null) as Record<string, CircuitStats>;
  for (const circuit of circuits.values()) keys[circuit.key] = circuit.stats(now);
  return { ...circuits.counters, keys };
}
