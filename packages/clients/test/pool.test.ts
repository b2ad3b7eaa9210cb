import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { afterEach, describe, expect, test } from 'vitest';
import { createFaultOrigin, trackLeaks, type FaultOrigin, type FaultOriginOptions } from '@sluice/fixtures';
import type { PoolOptions, PoolStats } from '@sluice/pool';
import { KINDS } from './agents.ts';
import type { Agents, Answer, Call } from './client.ts';
import { CLIENTS } from './subjects/clients.ts';

/** Our agents on a pool, and an origin. */
interface Rig {
  readonly origin: FaultOrigin;
  readonly agents: Agents;
  readonly pool: () => PoolStats;
}

const cleanups: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

async function rig(options?: FaultOriginOptions, limits?: PoolOptions): Promise<Rig> {
  const leaks = trackLeaks();
  const origin = await createFaultOrigin(options);
  origin.on('/').reply(200, { body: 'ok' });
  const { agents, pool, close } = KINDS.sluice(limits);
  cleanups.push(async () => {
    const closing = close();
    await origin.close();
    await closing;
    await leaks.assertNone({ within: 5_000 });
    leaks[Symbol.dispose]();
  });
  return { origin, agents, pool: () => pool() as PoolStats };
}

/** The codes of an error and of its causes. */
function codesOf(error: unknown): unknown[] {
  const { code, cause, error: inner } = (error ?? {}) as Record<string, unknown>;
  return error instanceof Error ? [code, ...codesOf(cause), ...codesOf(inner)] : [];
}

describe.each(Object.entries(CLIENTS))('%s', (_name, client) => {
  const call = ({ origin, agents }: Rig, path: string, rest: Partial<Call> = {}): Promise<Answer> =>
    client({ url: origin.url(path).replace('127.0.0.1', 'localhost'), agents, ...rest });

  test('streams bodies, and reuses one connection', async () => {
    const made = await rig();
    made.origin.on('/echo').echo();
    made.origin.on('/big').reply(200, { body: { size: 2_000_000 } });
    const large = 'x'.repeat(300_000);
    const { body } = await call(made, '/echo', { body: Readable.from(['a', large, 'b']) });
    expect(body).toContain(createHash('sha256').update(`a${large}b`).digest('hex'));
    await expect.poll(() => made.pool().active).toBe(0);
    expect((await call(made, '/big')).body).toHaveLength(2_000_000);
    await expect.poll(() => made.pool()).toMatchObject({ opened: 1, reused: 1, idle: 1, active: 0 });
  });

  test.each([false, true])('waits for the connections of maxPerHost (TLS: %s)', async (tls) => {
    const made = await rig({ tls }, { maxPerHost: 2 });
    made.origin.on('/slow').reply(200, { delay: 10, body: 'done' });
    const calls = Array.from({ length: 20 }, () => call(made, '/slow'));
    for (const answer of await Promise.all(calls)) expect(answer).toEqual({ status: 200, body: 'done' });
    await expect.poll(() => made.pool()).toMatchObject({ opened: 2, reused: 18, waiting: 0, active: 0 });
    expect(made.origin.stats()).toMatchObject({ peakOpen: 2, peakInFlight: 2, requests: 20 });
  });

  test('an aborted call leaves the waiting list, or destroys its connection', async () => {
    const made = await rig({}, { maxPerHost: 1 });
    const { origin, pool } = made;
    origin.on('/hang').reply(200, { delay: 60_000 });
    const [first, second] = [new AbortController(), new AbortController()];
    const hanging = call(made, '/hang', { signal: first.signal }).catch((error: unknown) => error);
    await expect.poll(() => origin.stats().requests).toBe(1);
    const waiting = call(made, '/', { signal: second.signal }).catch((error: unknown) => error);
    await expect.poll(() => pool().waiting).toBe(1);
    second.abort();
    expect(await waiting).toBeInstanceOf(Error);
    expect(pool()).toMatchObject({ waiting: 0, cancelled: 1, active: 1 });
    first.abort();
    expect(await hanging).toBeInstanceOf(Error);
    await expect.poll(() => pool().active).toBe(0);
    expect(await call(made, '/')).toEqual({ status: 200, body: 'ok' });
  });

  test('reports a refused connection', async () => {
    const made = await rig();
    await made.origin.refuse();
    const error = await call(made, '/').catch((thrown: unknown) => thrown);
    expect(codesOf(error)).toContain('ECONNREFUSED');
    expect(made.pool()).toMatchObject({ waiting: 0, dialFailures: 1 });
  });
});

/** Clients that follow redirects without an option. */
const { 'node:http': _plain, needle: _needle, 'AWS SDK (NodeHttpHandler)': _handler, ...following } = CLIENTS;

test.each(Object.entries(following))('%s follows a redirect', async (_name, client) => {
  const { origin, agents, pool } = await rig();
  origin.on('/old').redirect('/new');
  origin.on('/new').reply(200, { body: 'here' });
  expect(await client({ url: origin.url('/old'), agents })).toEqual({ status: 200, body: 'here' });
  await expect.poll(() => pool().active).toBe(0);
  expect(origin.stats().requests).toBe(2);
  expect(pool().opened).toBeLessThanOrEqual(2);
});
