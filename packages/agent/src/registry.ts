import type { PoolRegistry } from '@sluice/pool';
import { PooledHttpAgent } from './http-agent.ts';
import { PooledHttpsAgent } from './https-agent.ts';

/**
 * The agent for `http:` requests of a registry: one per registry, with default options, made when first asked for and
 * closed with it.
 * @throws ClosedError when the registry is closed
 */
export function httpAgent(registry: PoolRegistry): PooledHttpAgent {
  return registry.entry('httpAgent', () => entryOf(new PooledHttpAgent({ registry }))).agent;
}

/**
 * The agent for `https:` requests of a registry: one per registry, with default options, made when first asked for and
 * closed with it.
 * @throws ClosedError when the registry is closed
 */
export function httpsAgent(registry: PoolRegistry): PooledHttpsAgent {
  return registry.entry('httpsAgent', () => entryOf(new PooledHttpsAgent({ registry }))).agent;
}

/** An agent as the registry holds it: its numbers are among the pool's. */
function entryOf<Agent extends PooledHttpAgent | PooledHttpsAgent>(
  agent: Agent,
): { agent: Agent; close(): Promise<void> } {
  return { agent, close: () => agent.close() };
}
