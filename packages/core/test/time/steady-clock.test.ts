// The clock of the tests, which stops while the process is suspended.
import net from 'node:net';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { createSteadyClock } from '../support/steady-clock.ts';

/** Blocks the process, as a busy machine does. */
function stall(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

test('a pause of the process takes no time on the clock, and bytes that arrived are read before timers are called', async () => {
  const clock = createSteadyClock();
  const server = net.createServer((socket) => socket.end('here')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const order: string[] = [];
  const socket = net.connect((server.address() as net.AddressInfo).port, '127.0.0.1');
  socket.on('data', () => order.push('data'));
  const rung = new Promise<void>((resolve) => {
    clock.setTimer(60, () => {
      order.push('timer');
      resolve();
    });
  });
  const from = clock.now();
  stall(300);
  expect(clock.now() - from).toBeLessThanOrEqual(4);
  await rung;
  expect(order).toEqual(['data', 'timer']);
  expect(clock.now() - from).toBeGreaterThanOrEqual(60);
  socket.destroy();
  server.close();
});

test('a cleared timer does not fire, however late', async () => {
  const clock = createSteadyClock();
  let rings = 0;
  const timer = clock.setTimer(30, () => rings++);
  stall(100);
  // The timer was set again by then.
  await new Promise((resolve) => setTimeout(resolve, 1));
  clock.clearTimer(timer);
  await new Promise<void>((resolve) => void clock.setTimer(60, resolve));
  expect(rings).toBe(0);
});

test('a timer that is set again keeps the process alive, or not, as before', async () => {
  const clock = createSteadyClock();
  const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const before = timers();
  const [held, free] = [false, true].map((unref) => clock.setTimer(60_000, () => undefined, unref));
  expect(timers()).toBe(before + 1);
  clock.refTimer?.(held as object, false);
  expect(timers()).toBe(before);
  clock.refTimer?.(free as object, true);
  expect(timers()).toBe(before + 1);
  for (const timer of [held, free]) clock.clearTimer(timer as object);
  expect(timers()).toBe(before);
});
