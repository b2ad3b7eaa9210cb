// Agent registries, and the connection pool of a registry.
import { AgentRegistry } from '@sluice/core';
import type { PoolConnection } from './contract.ts';
import { resolveLimits, type PoolOptions } from './options.ts';
import { ConnectionPool } from './pool.ts';
import type { PoolStats } from './stats.ts';

/** The statistics of a registry by entry: its connections, and what plugins share through it. */
export interface RegistryStats extends Record<string, unknown> {
  /** Absent until the first request. */
  readonly connections?: PoolStats;
}

/** A registry whose pools are bounded by {@link PoolOptions}. */
export interface PoolRegistry extends AgentRegistry<PoolOptions> {
  stats(): RegistryStats;
}

/**
 * Creates a registry: its pools share nothing with the rest of the process. Close it when it is no longer used.
 * @param limits see {@link PoolOptions}
 * @throws OptionError for an unknown or bad limit
 */
export function createAgentRegistry(limits: PoolOptions = {}): PoolRegistry {
  return new AgentRegistry<PoolOptions>(resolveLimits(limits));
}

let shared: PoolRegistry | undefined;

/**
 * The registry of the process, with default limits. Every client without a registry of its own uses it, so that a
 * client per call costs no connections. Created again after it was closed.
 */
export function sharedRegistry(): PoolRegistry {
  if (shared === undefined || shared.closed) shared = createAgentRegistry();
  return shared;
}

/**
 * The one connection pool of a registry, over all hosts and kinds of connections. Connections are found by their key: a
 * caller whose keys begin with a word of its own, such as `agent`, leases only connections that it dialed, and may name
 * their type.
 */
export function poolOf<Connection extends PoolConnection = PoolConnection>(
  registry: PoolRegistry,
): ConnectionPool<Connection> {
  return registry.entry('connections', () => new ConnectionPool<Connection>(registry.limits));
}
