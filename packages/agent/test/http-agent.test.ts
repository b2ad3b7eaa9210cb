import { once } from 'node:events';
import http from 'node:http';
import { expect, test } from 'vitest';
import { isClosedError } from '@sluice/core';
import { PooledHttpAgent } from '../src/index.ts';
import { rig, send, start, until } from './setup.ts';

test('is an http.Agent; a second request reuses the socket of the first', async () => {
  const { origin, agent } = await rig();
  expect(agent).toBeInstanceOf(http.Agent);
  expect((await send(origin.url('/'), { agent })).reused).toBe(false);
  expect(agent.totalSocketCount).toBe(1);
  expect(Object.values(agent.freeSockets).flat()).toHaveLength(1);
  expect((await send(origin.url('/'), { agent })).reused).toBe(true);
  expect(origin.stats().opened).toBe(1);
});

test('sockets, freeSockets, requests and totalSocketCount show the current state', async () => {
  const { origin, agent } = await rig({ pool: { maxPerHost: 1 } });
  origin.on('/slow').reply(200, { delay: 100 });
  const first = start(origin.url('/slow'), { agent });
  const second = start(origin.url('/slow'), { agent });
  await until(() => origin.stats().requests === 1);
  const name = agent.getName({ host: '127.0.0.1', port: origin.port });
  expect(Object.keys(agent.sockets)).toEqual([name]);
  expect(agent.sockets[name]).toEqual([first.request.socket]);
  expect(agent.requests[name]).toEqual([second.request]);
  expect(agent.freeSockets).toEqual({});
  expect(agent.totalSocketCount).toBe(1);
  await Promise.all([first.ended, second.ended]);
  expect(second.request.reusedSocket).toBe(true);
  expect(agent.requests).toEqual({});
  expect(agent.freeSockets[name]).toHaveLength(1);
});

test('a destroyed request leaves the waiting list at once', async () => {
  const { origin, agent, pool } = await rig({ pool: { maxPerHost: 1 } });
  origin.on('/slow').reply(200, { delay: 100 });
  const first = start(origin.url('/slow'), { agent });
  const second = start(origin.url('/slow'), { agent });
  const third = start(origin.url('/slow'), { agent });
  const fourth = start(origin.url('/slow'), { agent, signal: AbortSignal.timeout(10) });
  second.request.destroy(new Error('mine'));
  const closed = once(third.request, 'close');
  third.request.abort();
  expect(await second.ended).toMatchObject({ message: 'mine' });
  await closed; // an aborted request has no error, as in Node
  expect(await fourth.ended).toMatchObject({ name: 'AbortError' });
  expect(pool().cancelled).toBe(3);
  expect(pool().waiting).toBe(0);
  expect(Object.values(agent.requests)).toEqual([]);
  await first.ended;
  expect(origin.stats().requests).toBe(1);
});

test('destroy() closes all sockets; the agent can be used again', async () => {
  const { origin, agent } = await rig({ pool: { maxPerHost: 2 } });
  origin.on('/hang').reply(200, { delay: 60_000 });
  await send(origin.url('/'), { agent });
  const hanging = [1, 2, 3].map(() => start(origin.url('/hang'), { agent }));
  await until(() => origin.stats().requests === 3);
  agent.destroy();
  const ends = await Promise.all(hanging.map(({ ended }) => ended));
  expect(ends[0]).toMatchObject({ code: 'ECONNRESET' });
  expect(ends[1]).toMatchObject({ code: 'ECONNRESET' });
  expect(isClosedError(ends[2])).toBe(true);
  await until(() => agent.totalSocketCount === 0);
  expect((await send(origin.url('/'), { agent })).status).toBe(200);
});

test('destroy() fails a request whose connection is being checked', async () => {
  const { origin, agent } = await rig();
  await send(origin.url('/'), { agent });
  const { ended } = start(origin.url('/'), { agent });
  agent.destroy();
  expect(isClosedError(await ended)).toBe(true);
  expect(origin.stats()).toMatchObject({ opened: 1, requests: 1 });
});

test('close() waits for the requests in flight, and refuses new ones', async () => {
  const { origin, agent, registry } = await rig();
  const other = new PooledHttpAgent({ registry });
  origin.on('/slow').reply(200, { body: 'whole', delay: 50 });
  const slow = send(origin.url('/slow'), { agent: other });
  await until(() => origin.stats().requests === 1);
  const closing = other.close();
  await expect(send(origin.url('/'), { agent: other })).rejects.toSatisfy(isClosedError);
  expect((await slow).body).toBe('whole');
  await closing;
  expect(other.totalSocketCount).toBe(0);
  expect((await send(origin.url('/'), { agent })).status).toBe(200);
});
