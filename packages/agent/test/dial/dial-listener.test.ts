import http from 'node:http';
import type net from 'node:net';
import { expect, test } from 'vitest';
import { caCertificate } from '@sluice/fixtures';
import { dialTimes, dropDestroyed, onDial, PooledHttpsAgent } from '../../src/index.ts';
import { rig, send, sendSecure, start, until } from '../setup.ts';

test('measures the phases of a dial', async () => {
  const { origin, agent } = await rig();
  const { request } = await send(origin.url('/'), { agent });
  const socket = request.socket as net.Socket;
  expect(dialTimes(socket)).toEqual({ dns: undefined, connect: expect.any(Number), tls: undefined });
  expect(dialTimes({})).toBeUndefined();
});

test('measures the phases of a dial over TLS', async () => {
  const { origin, registry } = await rig({ origin: { tls: true } });
  const agent = new PooledHttpsAgent({ registry, ca: caCertificate });
  const url = origin.url('/').replace('127.0.0.1', 'localhost');
  const { request } = await sendSecure(url, { agent });
  const { dns = -1, connect = -1, tls = -1 } = dialTimes(request.socket as net.Socket) ?? {};
  expect(dns).toBeGreaterThanOrEqual(0);
  expect(connect).toBeGreaterThanOrEqual(dns);
  expect(tls).toBeGreaterThan(0);
});

test('a dial that begins late notifies the request that needs it, not the request whose end started it', async () => {
  const { origin, agent, pool } = await rig({ pool: { maxPerHost: 1 } });
  origin.on('/once').reply(200, { connection: 'close', delay: 20 });
  const told: string[] = [];
  const begin = (name: string, path: string): Promise<unknown> => {
    const { request, ended } = start(origin.url(path), { agent });
    onDial(request, { onDial: () => told.push(name) });
    return ended;
  };
  const all = [begin('first', '/once'), begin('second', '/once'), begin('third', '/')];
  expect(told).toEqual(['first']);
  await Promise.all(all);
  expect(told).toEqual(['first', 'second', 'third']);
  expect(pool()).toMatchObject({ opened: 3 });
});

test('a request whose idle connection was closed is notified of the dial that replaces it', async () => {
  const { origin, agent } = await rig();
  await send(origin.url('/'), { agent });
  await new Promise((resolve) => setTimeout(resolve, 10));
  // Within the turns in which the connection is looked at.
  const { request, ended } = start(origin.url('/'), { agent });
  const dialed: net.Socket[] = [];
  onDial(request, { onDial: (socket) => dialed.push(socket) });
  for (const list of Object.values(agent.sockets)) for (const socket of list ?? []) socket.destroy();
  for (const list of Object.values(agent.freeSockets)) for (const socket of list ?? []) socket.destroy();
  expect(await ended).toBeInstanceOf(http.IncomingMessage);
  expect(dialed).toEqual([request.socket]);
});

test('a destroyed socket leaves the pool at once, and a waiting request is served', async () => {
  const { origin, agent, pool } = await rig({ pool: { maxPerHost: 1 } });
  origin.on('/hang').reply(200, { delay: 60_000 });
  const { request, ended } = start(origin.url('/hang'), { agent });
  await until(() => origin.stats().requests === 1);
  const next = send(origin.url('/'), { agent });
  const socket = request.socket as net.Socket;
  dropDestroyed(socket);
  expect(pool()).toMatchObject({ active: 1, waiting: 1, dialing: 0 });
  request.destroy();
  dropDestroyed(socket);
  dropDestroyed(socket);
  expect(pool()).toMatchObject({ active: 0, waiting: 1, dialing: 1 });
  expect((await next).status).toBe(200);
  expect(await ended).toBeInstanceOf(Error);
  expect(origin.stats().peakOpen).toBeLessThanOrEqual(2);
  expect(pool()).toMatchObject({ opened: 2, idle: 1, closedByPeer: 0 });
});
