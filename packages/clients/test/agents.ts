// The two kinds of agents that the tests compare.
import http from 'node:http';
import https from 'node:https';
import { PooledHttpAgent, PooledHttpsAgent } from '@sluice/agent';
import { caCertificate } from '@sluice/fixtures';
import { createAgentRegistry, poolOf, type PoolOptions, type PoolStats } from '@sluice/pool';
import type { Agents } from './client.ts';

export interface AgentsUnderTest {
  readonly agents: Agents;
  /** The statistics of the pool; undefined for Node's agents. */
  pool(): PoolStats | undefined;
  close(): Promise<void>;
}

const ca = caCertificate;

/** Creates the agents of Node.js, or ours. */
export const KINDS: Readonly<Record<'node' | 'sluice', (limits?: PoolOptions) => AgentsUnderTest>> = {
  node() {
    const agents = {
      http: new http.Agent({ keepAlive: true }),
      https: new https.Agent({ keepAlive: true, ca }),
    };
    return {
      agents,
      pool: () => undefined,
      async close() {
        agents.http.destroy();
        agents.https.destroy();
      },
    };
  },
  sluice(limits = {}) {
    const registry = createAgentRegistry(limits);
    const agents = {
      http: new PooledHttpAgent({ registry }),
      https: new PooledHttpsAgent({ registry, ca }),
    };
    return { agents, pool: () => poolOf(registry).stats(), close: () => registry.close() };
  },
};
