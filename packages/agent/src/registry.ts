// The default agents of a registry.
import type { PoolRegistry } from '@sluice/pool';
import { PooledHttpAgent } from './http-agent.ts';
import { PooledHttpsAgent } from './https-agent.ts';

/**
 * The agent of a registry for `http:` requests: one per registry, with default options. It is created at the first call
 * and closed with the registry.
 * @throws ClosedError if the registry is closed
 */
export function httpAgent(registry: PoolRegistry): PooledHttpAgent {
  return registry.entry('httpAgent', () => entryOf(new PooledHttpAgent({ registry }))).agent;
}

/**
 * The agent of a registry for `https:` requests: one per registry, with default options. It is created at the first call
 * and closed with the registry.
 * @throws ClosedError if the registry is closed
 */
export function httpsAgent(registry: PoolRegistry): PooledHttpsAgent {
  return registry.entry('httpsAgent', () => entryOf(new PooledHttpsAgent({ registry }))).agent;
}

/** The registry's entry for an agent. It has no statistics: the agent's connections count in those of the pool. */
function entryOf<Agent extends PooledHttpAgent | PooledHttpsAgent>(
  agent: Agent,
): { agent: Agent; close(): Promise<void> } {
  return { agent, close: () => agent.close() };
}
