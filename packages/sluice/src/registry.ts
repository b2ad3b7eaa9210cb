// Registries that also have faces for other HTTP clients.
import { httpAgent, httpsAgent, type PooledHttpAgent, type PooledHttpsAgent } from '@sluice/agent';
import * as pool from '@sluice/pool';
import { loadDispatcher, type Dispatcher } from './load-dispatcher.ts';

/**
 * A registry with faces for other HTTP clients. Each face uses the registry's pool, is created at the first access, and is
 * closed with the registry. After that, an access throws a `ClosedError`.
 */
export interface SluiceRegistry extends pool.PoolRegistry {
  /** For `http:` requests of any client that accepts an `http.Agent`: got, axios, node-fetch, the AWS SDKs, … */
  readonly httpAgent: PooledHttpAgent;
  /** For `https:` requests of the same clients. */
  readonly httpsAgent: PooledHttpsAgent;
  /**
   * For every API that accepts an undici `Dispatcher`: Node's `fetch`, `undici.request`, `setGlobalDispatcher`, … The first
   * access loads undici, which takes some 80 ms. `dispatcherOf(registry, options)` of `sluice/dispatcher` accepts options,
   * and is what a bundled program uses, where this property throws a TypeError.
   */
  readonly dispatcher: Dispatcher;
}

/**
 * Creates a registry that shares nothing with the rest of the process. Close it after use.
 * @param limits see `PoolOptions`
 * @throws OptionError for an unknown or invalid limit
 */
export function createAgentRegistry(limits: pool.PoolOptions = {}): SluiceRegistry {
  return withFaces(pool.createAgentRegistry(limits));
}

/**
 * The registry of the process, with the default limits. Every client uses it by default, so that a client per call costs
 * no connections. After it was closed, the next call creates another one.
 */
export function sharedRegistry(): SluiceRegistry {
  return withFaces(pool.sharedRegistry());
}

/** Defines the faces on the registry itself, so that all users of the registry keep the same object. */
function withFaces(registry: pool.PoolRegistry): SluiceRegistry {
  if (!('httpAgent' in registry)) {
    Object.defineProperties(registry, {
      httpAgent: { get: () => httpAgent(registry) },
      httpsAgent: { get: () => httpsAgent(registry) },
      dispatcher: { get: () => loadDispatcher(registry) },
    });
  }
  return registry as SluiceRegistry;
}
