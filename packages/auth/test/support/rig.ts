// What the tests of the plugins have in common: origins and clients that are closed after each test, which must leave nothing open.
import {
  createClient,
  hooks,
  redirect,
  type Client,
  type ClientOptions,
  type CoreCallOptions,
} from '@sluice/core';
import type { AnyPlugin } from '@sluice/core/plugin';
import {
  caCertificate,
  createFaultOrigin,
  trackLeaks,
  type FaultOrigin,
  type LeakTracker,
} from '@sluice/fixtures';
import { retry } from '@sluice/retry';
import { undiciTransport } from '@sluice/undici';
import { afterEach, beforeEach } from 'vitest';
import type { BearerCallOptions } from '../../src/index.ts';

const closing: { close(): Promise<unknown> }[] = [];

/** Closes after each test of a file what its tests opened, and checks that nothing else is open. */
export function closeAfterEach(): void {
  let leaks: LeakTracker;
  beforeEach(() => {
    leaks = trackLeaks();
  });
  afterEach(async () => {
    for (const item of closing.splice(0).reverse()) await item.close();
    await leaks.assertNone();
    leaks[Symbol.dispose]();
  });
}

/** Closed after the test, last first. */
export function closeLater<Closable extends { close(): Promise<unknown> }>(one: Closable): Closable {
  closing.push(one);
  return one;
}

/** Leaves open what would be closed after the test. */
export function keepOpen(one: { close(): Promise<unknown> }): void {
  closing.splice(closing.indexOf(one), 1);
}

export async function originOf(options = {}): Promise<FaultOrigin> {
  return closeLater(await createFaultOrigin(options));
}

/** A client with these plugins after `redirect()` and `retry()`, which retries nothing. */
export function clientOf(
  plugins: readonly AnyPlugin[],
  rest: Partial<ClientOptions> = {},
): Client<BearerCallOptions & CoreCallOptions> {
  const transport = undiciTransport({ pool: {}, tls: { ca: caCertificate } });
  const all = [redirect(), retry({ maxRetries: 0 }), ...plugins, hooks()];
  return closeLater(createClient({ transport, ...rest, plugins: all } as never));
}

/** The error of a promise that must reject. */
export async function failure(promise: PromiseLike<unknown>): Promise<Error & Record<string, unknown>> {
  try {
    await promise;
  } catch (error) {
    return error as never;
  }
  throw new Error('expected a rejection');
}
