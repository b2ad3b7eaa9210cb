import http from 'node:http';
import { expect, test } from 'vitest';
import { createSilentPort, createVirtualClock } from '@sluice/fixtures';
import { PooledHttpAgent } from '../src/index.ts';
import { afterwards, rig, send, start, until } from './setup.ts';

test('the limit of a dial runs on the clock of the agent', async () => {
  const silent = await createSilentPort();
  afterwards(() => silent.close());
  const { registry } = await rig();
  const clock = createVirtualClock();
  const agent = new PooledHttpAgent({ registry, clock, connectTimeout: 600_000 });
  const { ended } = start(`http://127.0.0.1:${silent.port}/`, { agent });
  await until(() => clock.pending() === 1);
  expect(clock.nextAt()).toBe(600_000);
  await clock.advance(600_000);
  expect(await ended).toMatchObject({ code: 'ETIMEDOUT' });
  expect(clock.pending()).toBe(0);
});

test('the inactivity limit of a request that waits runs on the clock of the agent', async () => {
  const { origin, registry } = await rig({ pool: { maxPerHost: 1 } });
  origin.on('/hang').reply(200, { delay: 60_000 });
  const clock = createVirtualClock();
  const agent = new PooledHttpAgent({ registry, clock });
  const first = start(origin.url('/hang'), { agent });
  await until(() => origin.stats().requests === 1);
  const waiting = http.get(origin.url('/'), { agent, timeout: 300_000 });
  let timeouts = 0;
  waiting.on('timeout', () => timeouts++).on('error', () => {});
  await until(() => clock.pending() === 1);
  await clock.advance(299_999);
  expect(timeouts).toBe(0);
  await clock.advance(1);
  expect(timeouts).toBe(1);
  waiting.destroy();
  first.request.destroy();
  expect(await first.ended).toBeInstanceOf(Error);
});

test('a close by the server after an idle time limits the idle time of the next connection', async () => {
  const { origin, registry, agent: other, pool } = await rig({ pool: { idleTimeout: 600_000 } });
  const clock = createVirtualClock();
  const agent = new PooledHttpAgent({ registry, clock });
  await send(origin.url('/'), { agent });
  await clock.advance(1_200);
  origin.closeIdle();
  await until(() => agent.totalSocketCount === 0);
  expect(pool()).toMatchObject({ closedByPeer: 1, expired: 0 });
  await send(origin.url('/'), { agent });
  await until(() => agent.totalSocketCount === 0);
  expect(pool()).toMatchObject({ closedByPeer: 1, expired: 1 });
  expect(other.totalSocketCount).toBe(0);
});

test('refuses a value that is not a clock', () => {
  expect(() => new PooledHttpAgent({ clock: Date as never })).toThrow('agent.clock');
});
