import { createClient, redirect, type Client, type CoreCallOptions } from '@sluice/core';
import { systemClock, type AnyPlugin } from '@sluice/core/plugin';
import { createFaultOrigin, type FaultOrigin } from '@sluice/fixtures';
import { createAgentRegistry, poolOf, type PoolStats } from '@sluice/pool';
import { undiciTransport } from '@sluice/undici';
import { afterEach, expect } from 'vitest';
import { retry, type HedgeCallOptions, type RetryCallOptions, type RetryOptions } from '../../src/index.ts';

/** A client with the plugin on real sockets, and a fault origin. */
export interface SocketRig {
  readonly origin: FaultOrigin;
  readonly client: Client<CoreCallOptions & RetryCallOptions & HedgeCallOptions>;
  pool(): PoolStats;
}

const closers: (() => Promise<void>)[] = [];

/** Creates a rig; its disposal asserts that nothing is left open. */
export async function socketRig(options: RetryOptions = {}, more: AnyPlugin[] = []): Promise<SocketRig> {
  const origin = await createFaultOrigin();
  const registry = createAgentRegistry();
  const plugins = [redirect(), retry({ minDelay: 1, maxDelay: 5, budget: false, ...options }), ...more];
  const client = createClient({ transport: undiciTransport({ registry }), plugins, baseUrl: origin.url() });
  closers.push(async () => {
    expect(client.stats().calls.inFlight).toBe(0);
    expect(poolOf(registry).stats()).toMatchObject({ active: 0, waiting: 0 });
    await client.close();
    await registry.close();
    await origin.close();
  });
  return {
    origin,
    client: client as SocketRig['client'],
    pool: () => poolOf(registry).stats(),
  };
}

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** Waits on the clock that limits and delays use. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => void systemClock.setTimer(ms, resolve));
}

/** Runs calls with bounded concurrency. */
export async function inParallel(
  count: number,
  width: number,
  run: (index: number) => Promise<unknown>,
): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < count) await run(next++);
  };
  await Promise.all(Array.from({ length: width }, lane));
}
