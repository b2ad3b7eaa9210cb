// Entry point `@sluice/agent`.
export { dropDestroyed } from './connection/agent-connection.ts';
export { dialTimes, onDial, type DialListener } from './dial/dial-listener.ts';
export { PooledHttpAgent } from './http-agent.ts';
export { PooledHttpsAgent } from './https-agent.ts';
export type { PooledAgentOptions, PooledHttpsAgentOptions } from './options.ts';
export type { PooledAgent } from './pooled-agent.ts';
export { httpAgent, httpsAgent } from './registry.ts';
