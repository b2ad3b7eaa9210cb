// The agents through which got opens connections.
import type { Agents, Got } from 'got';
import { PooledHttpAgent, PooledHttpsAgent } from '@sluice/agent';
import type { Clock } from '@sluice/core';
import { ownCopy } from '@sluice/core/internal';
import type { PoolRegistry } from '@sluice/pool';
import type { GotLimits } from './timeouts.ts';
import type { GotAgents } from './transport-options.ts';

/**
 * The agents for got: the given ones, or those of its instance, or agents on the registry's pool. Connections in that pool
 * belong to the registry: other clients can use them, and they are closed with the registry.
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
  // Limits dials that outlive their request; each request has its own limits.
  const connectTimeout = limits.connect + limits.tlsHandshake;
  const options = {
    registry,
    clock,
    connectTimeout: connectTimeout === Infinity ? (false as const) : connectTimeout,
  };
  // An agent would override the instance's `createConnection`.
  const dials = createConnection !== undefined;
  const plain = given.http ?? own.http ?? (dials ? undefined : new PooledHttpAgent(options));
  // An https agent would prevent got from using HTTP/2.
  const secure = given.https ?? own.https ?? (dials || http2 ? undefined : new PooledHttpsAgent(options));
  return ownCopy<Agents>({
    ...(plain !== undefined && { http: plain }),
    ...(secure !== undefined && { https: secure }),
  });
}
