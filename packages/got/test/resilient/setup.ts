import got, { type Got } from 'got';
import { afterEach, beforeEach, expect } from 'vitest';
import {
  createFaultOrigin,
  trackLeaks,
  type FaultOrigin,
  type FaultOriginOptions,
  type LeakTracker,
} from '@sluice/fixtures';
import { clientOf, resilientGot, type ResilientGotOptions } from '../../src/index.ts';
import { until } from '../setup.ts';

const made: Got[] = [];
const origins: FaultOrigin[] = [];
let leaks: LeakTracker | undefined;

/** An origin that is closed after the test. */
export async function originOf(options?: FaultOriginOptions): Promise<FaultOrigin> {
  const origin = await createFaultOrigin(options);
  origins.push(origin);
  return origin;
}

/** A resilient instance with a pool of its own, closed after the test. Retries are quick. */
export function resilient(options: ResilientGotOptions = {}, base: Got = got): Got {
  const { retry, ...others } = options;
  const quick =
    retry === false || typeof retry === 'number' ? retry : { minDelay: 1, maxDelay: 10, ...retry };
  const instance = resilientGot(base, { pool: {}, ...others, retry: quick });
  made.push(instance);
  return instance;
}

/** What was read of a stream. */
export async function read(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

beforeEach(() => {
  leaks = trackLeaks();
});

afterEach(async () => {
  for (const client of made.splice(0).map(clientOf)) {
    // An error is there before the rest of its body is drained.
    await until(() => client.stats().plugins.gate.running === 0);
    // A slot is free before its connection is.
    await until(() => (client.stats().transport as { readonly active: number }).active === 0);
    expect(client.stats().calls.inFlight).toBe(0);
    expect(client.stats().plugins.gate.waiting).toBe(0);
    expect(client.stats().transport).toMatchObject({ active: 0, waiting: 0 });
    await client.close();
  }
  await Promise.all(origins.splice(0).map((origin) => origin.close()));
  const tracker = leaks;
  leaks = undefined;
  await tracker?.assertNone();
  tracker?.[Symbol.dispose]();
});
