// The plugin `breaker()`.
import { OptionError, type Clock, type HttpRequest, type HttpResponse } from '@sluice/core';
import { callOption, option, optionsOf, refuse, safeText, type Next, type Plugin } from '@sluice/core/plugin';
import { BreakerError } from './breaker-error.ts';
import { REFUSED, type Circuit } from './circuit.ts';
import { Circuits } from './circuits.ts';
import { ExchangeObserver } from './exchange-observer.ts';
import { resolveBreaker, type BreakerCallOptions, type BreakerOptions } from './options.ts';
import type { BreakerStats, CircuitStats } from './stats.ts';

const OPTIONS = { breaker: callOption(option.boolean, true) };

/**
 * Plugin, stage `attempt`: a circuit breaker per host. After too many failures of a host its circuit opens: attempts
 * are refused at once with a BreakerError, until probes show that the host has recovered. List it after the gate, so
 * that an opening circuit also refuses the attempts in the gate's waiting list.
 *
 * Clients that are given the same plugin object share its circuits.
 * @throws OptionError for an unknown or bad option.
 */
export function breaker(options?: BreakerOptions): Plugin<BreakerCallOptions> {
  const rules = resolveBreaker(options);
  const circuits = new Circuits(rules);
  let shared: Clock | undefined;
  const middleware = (request: HttpRequest, next: Next): Promise<HttpResponse> => {
    if (!optionsOf(OPTIONS, request).breaker) return next(request);
    const key = rules.key(request);
    if (typeof key !== 'string') throw refuse('breaker.key', key, 'a function that returns a string');
    const now = request.call.clock.now();
    const circuit = circuits.find(key, now);
    const term = circuit?.admit(now, request.call) ?? 0;
    if (circuit !== undefined && term === REFUSED) return Promise.reject(refusal(circuit, now));
    const { attempt } = request;
    const observer = new ExchangeObserver(key, circuits, circuit, term, attempt, rules.isFailingStatus);
    return send(request, next, observer);
  };
  return {
    name: 'breaker',
    stage: 'attempt',
    callOptions: OPTIONS,
    setup({ clock }) {
      if (shared !== undefined && shared !== clock) {
        throw new OptionError('breaker', "clients that share a breaker must have the same option 'clock'");
      }
      shared = clock;
      return { middleware, stats: () => statsOf(circuits, clock.now()) };
    },
  };
}

function send(request: HttpRequest, next: Next, observer: ExchangeObserver): Promise<HttpResponse> {
  let sent: Promise<HttpResponse>;
  try {
    sent = next(request);
  } catch (error) {
    sent = Promise.reject(error);
  }
  return sent.then(observer.onResponse, observer.onError);
}

function refusal(circuit: Circuit, now: number): BreakerError {
  const { key, failures } = circuit;
  const retryAfter = circuit.retryAfter(now);
  const until =
    circuit.stateAt(now) === 'open'
      ? `the next attempt may be made in ${Math.ceil(retryAfter)} ms`
      : 'probes are under way';
  const message = `${safeText(key)}: the circuit is open after ${failures} consecutive failure(s); ${until}`;
  return new BreakerError(message, key, retryAfter);
}

function statsOf(circuits: Circuits, now: number): BreakerStats {
  const keys = Object.create(null) as Record<string, CircuitStats>;
  for (const circuit of circuits.values()) keys[circuit.key] = circuit.stats(now);
  return { ...circuits.counters, keys };
}
