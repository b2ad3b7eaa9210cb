import { afterEach, expect } from 'vitest';
import { createClient, redirect, type Client, type CoreCallOptions } from '@sluice/core';
import { systemClock, type AnyPlugin } from '@sluice/core/plugin';
import { createFaultOrigin, type Answer, type FaultOrigin, type FaultOriginOptions } from '@sluice/fixtures';
import {
  createAgentRegistry,
  poolOf,
  processHolders,
  type PoolOptions,
  type PoolRegistry,
  type PoolStats,
} from '@sluice/pool';
import {
  undiciTransport,
  type UndiciTransportOptions,
  type WireCallOptions,
  type WireTimeouts,
} from '../../src/index.ts';

/** A client with its own pool beside an origin. */
export interface Rig {
  readonly origin: FaultOrigin;
  readonly registry: PoolRegistry;
  readonly client: Client<CoreCallOptions & WireCallOptions>;
  pool(): PoolStats;
}

const open: Rig[] = [];
const closers: (() => Promise<void>)[] = [];
const others: Client<CoreCallOptions & WireCallOptions>[] = [];

/** Makes a rig; afterwards nothing of it may be left open. */
export async function rig(
  options: {
    readonly origin?: FaultOriginOptions;
    readonly pool?: PoolOptions | undefined;
    readonly timeout?: WireTimeouts;
    readonly transport?: UndiciTransportOptions;
    /** Instead of the origin's own. */
    readonly baseUrl?: string;
    readonly plugins?: readonly AnyPlugin[];
  } = {},
): Promise<Rig> {
  const origin = await createFaultOrigin(options.origin);
  const registry = createAgentRegistry(options.pool);
  const transport = undiciTransport({ registry, timeout: options.timeout, ...options.transport });
  const plugins = [redirect(), ...(options.plugins ?? [])];
  const client = createClient({ transport, plugins, baseUrl: options.baseUrl ?? origin.url() });
  const made: Rig = { origin, registry, client, pool: () => poolOf(registry).stats() };
  open.push(made);
  return made;
}

/** A second client on a rig's registry, with a transport of its own. */
export function beside(
  { registry, origin }: Rig,
  transport: UndiciTransportOptions = {},
): Client<CoreCallOptions & WireCallOptions> {
  const client = createClient({
    transport: undiciTransport({ registry, ...transport }),
    plugins: [redirect()],
    baseUrl: origin.url(),
  });
  others.push(client);
  return client;
}

/** Runs after the rigs of a test are closed. */
export function afterwards(close: () => Promise<void>): void {
  closers.push(close);
}

/** Waits until a condition holds: so many looks, since a busy machine may stand still for longer than any time. */
export async function until(holds: () => boolean, looks = 2_000): Promise<void> {
  for (let look = 0; !holds() && look < looks; look++) {
    // oxlint-disable-next-line no-await-in-loop -- waiting is the point
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  expect(holds()).toBe(true);
}

/** Waits for some time of the clock that limits and delays are measured by. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => void systemClock.setTimer(ms, resolve));
}

/** The handler of a route that answers none of so many requests before all of them are there, each on a connection. */
export function together(count: number): () => Promise<Answer> {
  const waiting: (() => void)[] = [];
  return async () => {
    await new Promise<void>((resolve) => {
      if (waiting.push(resolve) === count) for (const answer of waiting.splice(0)) answer();
    });
    return { status: 200, body: 'ok' };
  };
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
  for (const client of others.splice(0)) await client.close();
  for (const { origin, registry, client } of open.splice(0)) {
    const pool = poolOf(registry);
    expect(client.stats().calls.inFlight).toBe(0);
    expect(pool.stats()).toMatchObject({ active: 0, waiting: 0 });
    await client.close();
    await registry.close();
    expect(pool.stats()).toMatchObject({ active: 0, idle: 0, waiting: 0, dialing: 0 });
    await until(() => origin.connections().every(({ state }) => state !== 'idle'));
    await origin.close();
  }
  for (const close of closers.splice(0)) await close();
  expect(processHolders()).toBe(0);
});
