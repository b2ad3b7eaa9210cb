// The options `registry` and `pool` of transports and agents, which choose where connections are pooled.
import { refuse, type OptionParser } from '@sluice/core/plugin';
import type { PoolOptions } from './options.ts';
import { createAgentRegistry, sharedRegistry, type PoolRegistry } from './registry.ts';

/** For transports and agents: the parser of the option `registry`. */
export const parseRegistry: OptionParser<PoolRegistry> = (value, path) => {
  if (typeof (value as PoolRegistry | null)?.entry !== 'function') {
    throw refuse(path, value, 'a registry, created by createAgentRegistry()');
  }
  return value as PoolRegistry;
};

/** The registry of a transport. */
export interface ChosenRegistry {
  readonly registry: PoolRegistry;
  /** Whether it was created for this transport, which then closes it. */
  readonly ownsRegistry: boolean;
}

/**
 * For transports: the registry that the options `registry` and `pool` choose. Default: that of the process.
 * @param path the path of the option `pool`
 * @throws OptionError if both are given, or for a bad limit
 */
export function chooseRegistry(
  registry: PoolRegistry | undefined,
  pool: PoolOptions | undefined,
  path: string,
): ChosenRegistry {
  if (pool === undefined) return { registry: registry ?? sharedRegistry(), ownsRegistry: false };
  if (registry === undefined) return { registry: createAgentRegistry(pool), ownsRegistry: true };
  throw refuse(path, pool, 'left out when a registry is given: the registry has the limits');
}
