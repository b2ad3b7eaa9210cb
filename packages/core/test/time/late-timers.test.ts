// Timers that fire late because the event loop was blocked.
import { once } from 'node:events';
import net from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { Alarm, alarmsOf, systemClock } from '../../src/plugin-api.ts';

/** Blocks the event loop. */
function block(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

/** Waits for a number of turns of the event loop. */
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** Both ends of a connection. */
async function connect(): Promise<readonly [client: net.Socket, peer: net.Socket]> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = net.connect((server.address() as net.AddressInfo).port, '127.0.0.1');
  const [peer] = (await once(server, 'connection')) as [net.Socket];
  server.close();
  if (client.connecting) await once(client, 'connect');
  return [client, peer];
}

afterEach(() => {
  vi.useRealTimers();
});

test('what arrived while the event loop was blocked is read before a late timer is called', async () => {
  const [client, peer] = await connect();
  const order: string[] = [];
  client.on('data', () => order.push('data'));
  const called = new Promise<void>((resolve) => {
    systemClock.setTimer(20, () => {
      order.push('timer');
      resolve();
    });
  });
  peer.write('here');
  block(100);
  await called;
  expect(order).toEqual(['data', 'timer']);
  client.destroy();
  peer.destroy();
});

test('an alarm that is stopped by bytes that arrived does not ring', async () => {
  const [client, peer] = await connect();
  let rang = 0;
  class Limit extends Alarm {
    onTime(): void {
      rang++;
    }
  }
  const limits = Array.from({ length: 3 }, () => new Limit());
  for (const limit of limits) alarmsOf(systemClock, true).start(limit, 20);
  client.once('data', () => limits[1]?.stop());
  peer.write('here');
  block(100);
  await vi.waitFor(() => expect(rang).toBe(2));
  client.destroy();
  peer.destroy();
});

test('a timer that fires on time is called at once', () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate', 'hrtime'] });
  let calls = 0;
  systemClock.setTimer(20, () => calls++);
  vi.advanceTimersByTime(19);
  expect(calls).toBe(0);
  vi.advanceTimersByTime(1);
  expect(calls).toBe(1);
  expect(vi.getTimerCount()).toBe(0);
});

test('a late timer can be cleared until it is called', async () => {
  let calls = 0;
  const early = systemClock.setTimer(10, () => calls++);
  const late = systemClock.setTimer(10, () => calls++);
  const cleared = new Promise<void>((resolve) => {
    setTimeout(() => {
      systemClock.clearTimer(early);
      setImmediate(() => {
        systemClock.clearTimer(late);
        resolve();
      });
    }, 10);
  });
  block(50);
  await cleared;
  await turns(10);
  systemClock.clearTimer(late);
  expect(calls).toBe(0);
});

test('a late timer that does not keep the process alive is called too', async () => {
  let calls = 0;
  systemClock.setTimer(10, () => calls++, true);
  block(50);
  await turns(10);
  expect(calls).toBe(1);
});
