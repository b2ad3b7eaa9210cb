// Origins and connected APIs of the tests, which are closed after each test.
import {
  createFaultOrigin,
  trackLeaks,
  type FaultOrigin,
  type FaultOriginOptions,
  type LeakTracker,
} from '@sluice/fixtures';
import { afterEach, beforeEach, expect } from 'vitest';
import { defineApi, type ApiOptions, type Client, type Operations } from '../src/index.ts';

const closing: { close(): Promise<unknown> }[] = [];
let leaks: LeakTracker | undefined;

/** Closed after the test, last first. */
export function closeLater<Closable extends { close(): Promise<unknown> }>(one: Closable): Closable {
  closing.push(one);
  return one;
}

/** An origin that is closed after the test. */
export async function originOf(options?: FaultOriginOptions): Promise<FaultOrigin> {
  return closeLater(await createFaultOrigin(options));
}

/** A connected API with its own pool and short delays, closed after the test. */
export function apiOf<const Ops extends Operations>(
  origin: { url(): string },
  operations: Ops,
  options: Partial<Omit<ApiOptions<Ops>, 'operations'>> = {},
): Client<Ops> {
  const pool = options.transport === undefined ? { pool: {} } : {};
  const defaults = { baseUrl: origin.url(), retry: { minDelay: 1, maxDelay: 10, hintFloor: 1 }, ...pool };
  const api = defineApi<Ops>({ ...defaults, ...options, operations }).connect();
  closing.push({ close: () => api.$close() });
  return api;
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

beforeEach(() => {
  leaks = trackLeaks();
});

afterEach(async () => {
  // Taken first, so that a leak of one test does not fail the next.
  const tracker = leaks;
  leaks = undefined;
  for (const one of closing.splice(0).reverse()) await one.close();
  await tracker?.assertNone();
  tracker?.[Symbol.dispose]();
  expect(closing).toHaveLength(0);
});
