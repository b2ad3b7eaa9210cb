// The agents of a registry.
import type { PoolRegistry } from '@sluice/pool';
import { PooledHttpAgent } from './http-agent.ts';
import { PooledHttpsAgent } from './https-agent.ts';

/**
 * The agent for `http:` requests of a registry: one per registry, with the default options, created at the first access
 * and closed with the registry.
 * @throws ClosedError if the registry is closed
 */
export function httpAgent(registry: PoolRegistry): PooledHttpAgent {
  return registry.entry('httpAgent', () => entryOf(new PooledHttpAgent({ registry }))).agent;
}

/**
 * The agent for `https:` requests of a registry: one per registry, with the default options, created at the first access
 * and closed with the registry.
 * @throws ClosedError if the registry is closed
 */
export function httpsAgent(registry: PoolRegistry): PooledHttpsAgent {
  return registry.entry('httpsAgent', () => entryOf(new PooledHttpsAgent({ registry }))).agent;
}

/** The entry of an agent in its registry. It has no statistics of its own, since the pool has them. */
function entryOf<Agent extends PooledHttpAgent | PooledHttpsAgent>(
  agent: Agent,
): { agent: Agent; close(): Promise<void> } {
  return { agent, close: () => agent.close() };
}
