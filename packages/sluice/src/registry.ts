import { httpAgent, httpsAgent, type PooledHttpAgent, type PooledHttpsAgent } from '@sluice/agent';
import * as pool from '@sluice/pool';
import { dispatcherOf } from '@sluice/undici';

/**
 * A registry with its faces for other clients at hand: each uses the registry's pool, is made when first asked for and
 * closed with the registry. Once that is closed, asking for one throws a `ClosedError`.
 */
export interface SluiceRegistry extends pool.PoolRegistry {
  /** For `http:` requests of got, axios, node-fetch, AWS SDKs and whatever else takes an `http.Agent`. */
  readonly httpAgent: PooledHttpAgent;
  /** For their `https:` requests. */
  readonly httpsAgent: PooledHttpsAgent;
  /** For Node's `fetch`, undici and whatever else takes an undici `Dispatcher`. */
  readonly dispatcher: ReturnType<typeof dispatcherOf>;
}

/**
 * A registry of its own: its pools share nothing with the rest of the process. Close it when it is no longer used.
 * @param limits see `PoolOptions`
 * @throws OptionError for an unknown or bad limit
 */
export function createAgentRegistry(limits: pool.PoolOptions = {}): SluiceRegistry {
  return withFaces(pool.createAgentRegistry(limits));
}

/**
 * The registry of the process, with default limits. Every client uses it unless told otherwise, so that making a
 * client per call costs no connections. Made anew after somebody closed it.
 */
export function sharedRegistry(): SluiceRegistry {
  return withFaces(pool.sharedRegistry());
}

/** Shows the faces on the registry itself, so that it stays the one that everybody else gets. */
function withFaces(registry: pool.PoolRegistry): SluiceRegistry {
  if (!('httpAgent' in registry)) {
    Object.defineProperties(registry, {
      httpAgent: { get: () => httpAgent(registry) },
      httpsAgent: { get: () => httpsAgent(registry) },
      dispatcher: { get: () => dispatcherOf(registry) },
    });
  }
  return registry as SluiceRegistry;
}
