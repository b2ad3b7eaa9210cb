import { afterEach, expect } from 'vitest';
import { createClient, redirect, type Client, type CoreCallOptions } from '@sluice/core';
import { systemClock } from '@sluice/core/plugin';
import { createFaultOrigin, type FaultOrigin, type FaultOriginOptions } from '@sluice/fixtures';
import { createAgentRegistry, type PoolOptions, type PoolRegistry } from '@sluice/pool';
import { gotTransport, type GotCallOptions, type GotTransportOptions } from '../src/index.ts';

/** A client on got, and an origin. */
export interface Rig {
  readonly origin: FaultOrigin;
  readonly registry: PoolRegistry;
  readonly client: Client<CoreCallOptions & GotCallOptions>;
}

const open: Rig[] = [];

/** Creates a rig; at its end, nothing of it may be open. */
export async function rig(
  options: {
    readonly origin?: FaultOriginOptions;
    readonly pool?: PoolOptions;
    readonly transport?: GotTransportOptions;
    /** Instead of the origin's own. */
    readonly baseUrl?: string;
  } = {},
): Promise<Rig> {
  const origin = await createFaultOrigin(options.origin);
  const registry = createAgentRegistry(options.pool);
  const transport = gotTransport({ registry, ...options.transport });
  const client = createClient({ transport, plugins: [redirect()], baseUrl: options.baseUrl ?? origin.url() });
  const made: Rig = { origin, registry, client };
  open.push(made);
  return made;
}

/** Waits until a condition holds, for a number of checks: a busy machine can pause for longer than any time limit. */
export async function until(holds: () => boolean, looks = 2_000): Promise<void> {
  for (let look = 0; !holds() && look < looks; look++) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(holds()).toBe(true);
}

/** Waits for a time, in ms, on the clock of the limits and delays. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => void systemClock.setTimer(ms, resolve));
}

/** The error a promise rejects with. */
export async function failure(promise: PromiseLike<unknown>): Promise<Record<string, unknown>> {
  try {
    await promise;
  } catch (error) {
    return error as Record<string, unknown>;
  }
  throw new Error('expected a rejection');
}

afterEach(async () => {
  const rigs = open.splice(0);
  for (const { registry, client } of rigs) {
    expect(client.stats().calls.inFlight).toBe(0);
    await client.close();
    await registry.close();
  }
  for (const { origin } of rigs) {
    await until(() => origin.connections().every(({ state }) => state !== 'idle'));
    await origin.close();
  }
});
