import { createClient } from '@sluice/core';
import type { AnyPlugin } from '@sluice/core/plugin';
import { createFaultOrigin } from '@sluice/fixtures';
import { gate, type GateStats } from '@sluice/gate';
import { retry } from '@sluice/retry';
import { undiciTransport } from '@sluice/undici';
import { expect, test } from 'vitest';
import { breaker } from '../src/index.ts';
import { Rig } from './support/rig.ts';

const OPEN = 'ERR_SLUICE_BREAKER_OPEN';

test('a refusal is not retried: the retries end when the circuit opens', async () => {
  const rig = new Rig(
    { consecutive: 2 },
    retry({ maxRetries: 5, minDelay: 10, maxDelay: 10, budget: false }),
  );
  rig.transport.on('/x').reply(503);
  const call = rig.client.get('/x').then(undefined, (error: unknown) => error);
  await rig.clock.advance(100);
  expect(await call).toMatchObject({ code: OPEN });
  expect((await call) as object).toHaveProperty('attempts.length', 3);
  expect(rig.transport.stats().requests).toBe(2);
});

/**
 * Makes concurrent calls to a failing host, through a gate with one slot.
 * @returns their codes, and the number of requests sent
 */
async function burst(
  plugins: readonly AnyPlugin[],
  times: number,
): Promise<{ codes: string[]; sent: number }> {
  await using origin = await createFaultOrigin();
  origin.on('/down').reply(503, { delay: 10 });
  await using client = createClient({ transport: undiciTransport({ pool: {} }), plugins });
  const call = async (): Promise<string> => {
    const error = await client.get(origin.url('/down')).then(undefined, (failure: unknown) => failure);
    return (error as { code: string }).code;
  };
  const codes = await Promise.all(Array.from({ length: times }, call));
  codes.push(await call());
  expect(client.stats().plugins['gate'] as GateStats).toMatchObject({ running: 0, waiting: 0 });
  return { codes, sent: origin.stats().requests };
}

test('after the gate: waiting attempts are refused when the circuit opens', async () => {
  const plugins = [gate({ maxPerHost: 1 }), breaker({ consecutive: 3, openFor: 60_000 })];
  const { codes, sent } = await burst(plugins, 50);
  expect(sent).toBe(3);
  expect(codes.filter((code) => code === OPEN)).toHaveLength(48);
});

test('before the gate: only new attempts are refused', async () => {
  const plugins = [breaker({ consecutive: 3, openFor: 60_000 }), gate({ maxPerHost: 1 })];
  const { codes, sent } = await burst(plugins, 10);
  expect(sent).toBe(10);
  expect(codes.filter((code) => code === OPEN)).toHaveLength(1);
});

test('a host that refuses connections is refused, and used again once it has recovered', async () => {
  await using origin = await createFaultOrigin();
  origin.on('/x').reply(200, { body: 'well' });
  await using client = createClient({
    transport: undiciTransport({ pool: {} }),
    plugins: [breaker({ consecutive: 2, openFor: 50 })],
  });
  await origin.refuse();
  for (let count = 0; count < 2; count++) {
    await expect(client.get(origin.url('/x'))).rejects.toMatchObject({ name: 'NetworkError' });
  }
  await expect(client.get(origin.url('/x'))).rejects.toMatchObject({ code: OPEN });
  await origin.accept();
  await expect
    .poll(() =>
      client
        .get(origin.url('/x'))
        .text()
        .catch(() => 'not yet'),
    )
    .toBe('well');
});
