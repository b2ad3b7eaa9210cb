// Origins and clients of the tests, which are closed after each test.
import { afterEach, beforeEach, expect } from 'vitest';
import {
  createFaultOrigin,
  trackLeaks,
  type FaultOrigin,
  type FaultOriginOptions,
  type LeakTracker,
} from '@sluice/fixtures';
import { systemClock } from '@sluice/core/plugin';
import { createClient, type SluiceClient, type SluiceOptions } from 'sluice';
import { carried } from './carrier.ts';

const clients: SluiceClient[] = [];
const origins: FaultOrigin[] = [];
let leaks: LeakTracker | undefined;

/** Fails each test of the file that leaves a socket, timer or server open. Slows promises down. */
export function checkLeaks(): void {
  beforeEach(() => {
    leaks = trackLeaks();
  });
}

/** An origin that is closed after the test. */
export async function originOf(options?: FaultOriginOptions): Promise<FaultOrigin> {
  const origin = await createFaultOrigin(options);
  origins.push(origin);
  return origin;
}

/** A client with its own pool and short retry delays, closed after the test. */
export function clientOf(options: SluiceOptions = {}): SluiceClient {
  const client = createClient(carried({ pool: {}, ...options, retry: quick(options.retry) }));
  clients.push(client);
  return client;
}

function quick(retry: SluiceOptions['retry']): SluiceOptions['retry'] {
  return retry === false || typeof retry === 'number' ? retry : { minDelay: 1, maxDelay: 10, ...retry };
}

/** Makes `total` calls, `inFlight` at a time. */
export async function calls(
  total: number,
  inFlight: number,
  call: (index: number) => PromiseLike<unknown>,
): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < total) {
      // oxlint-disable-next-line no-await-in-loop -- a worker makes one call at a time
      await call(next++);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
}

/** The error of a promise that must reject. */
export async function failure(promise: PromiseLike<unknown>): Promise<Error & Record<string, unknown>> {
  try {
    await promise;
  } catch (error) {
    return error as Error & Record<string, unknown>;
  }
  throw new Error('expected a rejection');
}

/** Waits on the clock that measures limits and delays. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => void systemClock.setTimer(ms, resolve));
}

afterEach(async () => {
  // Taken first, so that a leak of one test does not fail the next.
  const mine = clients.splice(0);
  const theirs = origins.splice(0);
  const tracker = leaks;
  leaks = undefined;
  for (const client of mine) {
    expect(client.stats().calls.inFlight).toBe(0);
    expect(client.stats().plugins.gate).toMatchObject({ running: 0, waiting: 0 });
    expect(client.stats().transport).toMatchObject({ active: 0, waiting: 0 });
  }
  await Promise.all(mine.map((client) => client.close()));
  await Promise.all(theirs.map((origin) => origin.close()));
  await tracker?.assertNone();
  tracker?.[Symbol.dispose]();
});
