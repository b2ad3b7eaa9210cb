import http from 'node:http';
import https from 'node:https';
import {
  httpAgent,
  httpsAgent,
  PooledHttpAgent,
  PooledHttpsAgent,
  type PooledAgent,
  type PooledAgentOptions,
  type PooledHttpsAgentOptions,
} from '@sluice/agent';
import { systemClock } from '@sluice/core/plugin';
import { createAgentRegistry, type PoolStats } from '@sluice/pool';
import { expectAssignable, expectError, expectNotAssignable, expectType } from 'tsd';

const registry = createAgentRegistry({ maxPerHost: 8 });

// They are Node's agents, for whatever takes one.
expectType<PooledHttpAgent>(httpAgent(registry));
expectType<PooledHttpsAgent>(httpsAgent(registry));
expectAssignable<http.Agent>(httpAgent(registry));
expectAssignable<https.Agent>(httpsAgent(registry));
expectAssignable<PooledAgent>(httpsAgent(registry));
http.get('http://localhost/', { agent: httpAgent(registry) });
https.get('https://localhost/', { agent: httpsAgent(registry) });

// Options: those of Node and four of ours; the registry has the limits.
new PooledHttpAgent();
new PooledHttpAgent({ registry, connectTimeout: false, partition: 'tenant', timeout: 1_000, noDelay: true });
new PooledHttpsAgent({ registry, ca: 'pem', rejectUnauthorized: true, maxCachedSessions: 0 });
new PooledHttpAgent({ clock: systemClock });
expectError(new PooledHttpAgent({ clock: Date }));
expectError(new PooledHttpAgent({ maxSockets: 5 }));
expectError(new PooledHttpAgent({ keepAlive: true }));
expectError(new PooledHttpsAgent({ maxTotalSockets: 5 }));
expectError(new PooledHttpAgent({ connectTimeout: true }));
expectNotAssignable<PooledAgentOptions>({ ca: 'pem', maxFreeSockets: 1 });
expectAssignable<PooledHttpsAgentOptions>({ cert: 'pem', key: 'pem' });

// Their results.
const agent = new PooledHttpAgent({ registry });
expectType<number>(agent.totalSocketCount);
expectType<PoolStats>(agent.stats());
expectType<Promise<void>>(agent.close());
expectType<Promise<void>>(agent[Symbol.asyncDispose]());
expectType<string>(agent.getName({ host: 'localhost' }));
expectType<void>(agent.destroy());
expectType<void>(agent.destroy(new Error('why')));
expectError((agent.totalSocketCount = 1));
