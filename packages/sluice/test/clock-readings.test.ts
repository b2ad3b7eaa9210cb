// How often a call reads the clock, and that its timings are right although it reads the clock rarely.
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock, type AnyPlugin } from '@sluice/core/plugin';
import { createClient, type SluiceOptions } from 'sluice';
import { expect, onTestFinished, test, vi } from 'vitest';

/** The wait that a timing must show, in ms, at least in part: the clock of the tests stops while the process is suspended. */
const WAIT = 200;

/** A client whose requests are answered by `listener`. */
async function clientOf(listener: http.RequestListener, options: SluiceOptions = {}) {
  const server = http.createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = createClient({ ...options, pool: {}, baseUrl });
  onTestFinished(async () => {
    await client.close();
    server.close();
  });
  return client;
}

test('a GET on an idle connection reads the monotonic clock four times and the wall clock once', async () => {
  const client = await clientOf((_request, response) => response.end('"hello"'));
  const monotonic = vi.spyOn(systemClock, 'now');
  const wall = vi.spyOn(systemClock, 'wallTime');
  onTestFinished(() => void vi.restoreAllMocks());
  const readings: (readonly [number, number])[] = [];
  for (let call = 0; call < 30; call++) {
    monotonic.mockClear();
    wall.mockClear();
    // oxlint-disable-next-line no-await-in-loop -- one call after the other
    await client.get('/').json();
    readings.push([monotonic.mock.calls.length, wall.mock.calls.length]);
  }
  // Now and then a timer is set, or a response arrives in two reads, which adds readings.
  expect(Math.min(...readings.map(([count]) => count))).toBe(4);
  expect(Math.min(...readings.map(([, count]) => count))).toBe(1);
});

test('a body that ends after its head ends at the time of its end', async () => {
  const client = await clientOf((_request, response) => {
    response.writeHead(200, { 'content-length': 2 });
    response.write('h');
    setTimeout(() => response.end('i'), WAIT);
  });
  for (let call = 0; call < 3; call++) {
    // oxlint-disable-next-line no-await-in-loop -- one call after the other
    const { response } = await client.get('/').text().withResponse();
    // 0 if it had ended with its head.
    expect(response.timings.body).toBeGreaterThan(0);
  }
});

test('the wait for a slot counts for the gate, not for the queue', async () => {
  const client = await clientOf((_request, response) => setTimeout(() => response.end('hello'), WAIT), {
    gate: { maxPerHost: 1 },
  });
  await client.get('/').text();
  const [, second] = await Promise.all([client.get('/').buffered(), client.get('/').buffered()]);
  expect(second.timings.gate).toBeGreaterThan(WAIT / 10);
  expect(second.timings.queue).toBeLessThan(second.timings.gate as number);
  expect(second.timings.responseHeader).toBeGreaterThan(WAIT / 10);
});

test('the time that a plugin waits between the gate and the transport counts for neither', async () => {
  const slow: AnyPlugin = {
    name: 'slow',
    stage: 'attempt',
    setup: () => async (request, next) => {
      await sleep(WAIT);
      return await next(request);
    },
  };
  const client = await clientOf((_request, response) => response.end('hello'), { plugins: [slow] });
  await client.get('/').text();
  const { timings } = await client.get('/').buffered();
  expect(timings.gate).toBe(0);
  expect(timings.queue).toBeLessThan(WAIT / 2);
});
