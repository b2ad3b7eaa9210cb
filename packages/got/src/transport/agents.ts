import type { Agents, Got } from 'got';
import { PooledHttpAgent, PooledHttpsAgent } from '@sluice/agent';
import type { Clock } from '@sluice/core';
import { ownCopy } from '@sluice/core/internal';
import type { PoolRegistry } from '@sluice/pool';
import type { GotLimits } from './timeouts.ts';
import type { GotAgents } from './transport-options.ts';

/**
 * The agents got is told to use: those given, else those of its instance, else the registry's. What these connect
 * belongs to the registry: other clients take it over, and it is closed with the registry.
 */
export function agentsFor(
  instance: Got,
  given: GotAgents,
  registry: PoolRegistry,
  limits: GotLimits,
  clock: Clock,
): Agents {
  const { agent, http2, createConnection } = instance.defaults.options;
  const own = ownCopy(agent);
  // For a dial whose request has gone: each request keeps its own limits.
  const connectTimeout = limits.connect + limits.tlsHandshake;
  const options = {
    registry,
    clock,
    connectTimeout: connectTimeout === Infinity ? (false as const) : connectTimeout,
  };
  // An agent would take precedence over the instance's own way to connect.
  const dials = createConnection !== undefined;
  const plain = given.http ?? own.http ?? (dials ? undefined : new PooledHttpAgent(options));
  // An https agent would keep got from speaking HTTP/2.
  const secure = given.https ?? own.https ?? (dials || http2 ? undefined : new PooledHttpsAgent(options));
  return ownCopy<Agents>({
    ...(plain !== undefined && { http: plain }),
    ...(secure !== undefined && { https: secure }),
  });
}
