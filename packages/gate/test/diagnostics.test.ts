import diagnostics_channel from 'node:diagnostics_channel';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { GateMessage } from '../src/index.ts';
import { failure, rig, settle } from './support/rig.ts';

const seen: GateMessage[] = [];
const listen = (message: unknown): void => void seen.push(message as GateMessage);

beforeEach(() => {
  seen.length = 0;
  diagnostics_channel.subscribe('sluice:gate', listen);
});
afterEach(() => void diagnostics_channel.unsubscribe('sluice:gate', listen));

test('publishes every step on the channel `sluice:gate`', async () => {
  const { transport, clock, client } = rig({ maxPerHost: 1, maxQueue: 3, queueTimeout: 100 });
  const controller = new AbortController();
  const calls = [
    client.get('http://a.test/1').text(),
    client.get('http://a.test/2').text(),
    failure(client.get('http://a.test/3', { signal: controller.signal })),
    failure(client.get('http://a.test/4')),
    failure(client.get('http://a.test/5')),
  ];
  await settle();
  controller.abort();
  await clock.advance(10);
  transport.completeAll();
  await settle();
  await clock.advance(90);
  transport.completeAll();
  await Promise.all(calls);
  const told = seen.map(
    ({ event, running, waiting, wait }) => `${event} ${running} running ${waiting} waiting, ${wait} ms`,
  );
  expect(told).toEqual([
    'admitted 1 running 0 waiting, 0 ms',
    'queued 1 running 1 waiting, 0 ms',
    'queued 1 running 2 waiting, 0 ms',
    'queued 1 running 3 waiting, 0 ms',
    'full 1 running 3 waiting, 0 ms',
    'abandoned 1 running 2 waiting, 0 ms',
    'released 0 running 2 waiting, 0 ms',
    'admitted 1 running 1 waiting, 10 ms',
    'timeout 1 running 0 waiting, 100 ms',
    'released 0 running 0 waiting, 0 ms',
  ]);
  expect(seen.every(({ key, limit }) => key === 'http://a.test' && limit === 1)).toBe(true);
});
