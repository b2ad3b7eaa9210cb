// Entry point `@sluice/agent`.
export { dropDestroyed } from './connection.ts';
export { dialTimes, onDial, type DialListener } from './observed-dials.ts';
export { PooledHttpAgent } from './http-agent.ts';
export { PooledHttpsAgent } from './https-agent.ts';
export type { PooledAgentOptions, PooledHttpsAgentOptions } from './options.ts';
export type { PooledAgent } from './pooled-agent.ts';
export { httpAgent, httpsAgent } from './registry.ts';
