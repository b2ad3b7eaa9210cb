// Entry point `@sluice/pool`.
export { contentOf, digest } from './identity.ts';
export type { CloseReason, Dial, ExchangeErrorMaker, Lease, PoolConnection, Waiter } from './contract.ts';
export type { PoolOptions } from './options.ts';
export { ConnectionPool } from './pool.ts';
export type { HostStats, PoolCounters, PoolStats } from './stats.ts';
export { holdProcess, letProcessGo, processHolders } from './process-hold.ts';
export { chooseRegistry, parseRegistry, type ChosenRegistry } from './registry-option.ts';
export {
  createAgentRegistry,
  poolOf,
  sharedRegistry,
  type PoolRegistry,
  type RegistryStats,
} from './registry.ts';
