import { AsyncLocalStorage } from 'node:async_hooks';
import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { createClient } from '@sluice/core';
import { caCertificate, createFaultOrigin, createProxy } from '@sluice/fixtures';
import { undiciTransport } from '@sluice/undici';
import { PooledHttpAgent, PooledHttpsAgent } from '../src/index.ts';
import { afterwards, rig, send, sendSecure, start, until } from './setup.ts';

test('a timeout of the request or the agent emits its event while waiting and on the socket', async () => {
  const { origin, agent, registry } = await rig({ pool: { maxPerHost: 1 } });
  origin.on('/hang').reply(200, { delay: 60_000 });
  const impatient = new PooledHttpAgent({ registry, timeout: 30 });
  const first = start(origin.url('/hang'), { agent });
  await until(() => origin.stats().requests === 1);
  const second = start(origin.url('/hang'), { agent, timeout: 20 });
  await once(second.request, 'timeout');
  expect(second.request.socket).toBeFalsy();
  second.request.destroy();
  const third = start(origin.url('/hang'), { agent: impatient });
  // Where the request was each time; the second may come before anybody sees that it has arrived.
  const places: string[] = [];
  third.request.on('timeout', () => places.push(third.request.socket ? 'socket' : 'line'));
  await until(() => places.includes('line'));
  first.request.destroy();
  await until(() => places.includes('socket'));
  await until(() => origin.stats().requests === 2);
  third.request.destroy();
  expect(await third.ended).toMatchObject({ code: 'ECONNRESET' });
  // The next one on a socket with a limit of its own has none.
  const { request } = await send(origin.url('/'), { agent: impatient });
  expect(request.socket?.timeout).toBe(0);
});

test('each request runs in the async context of its caller, whichever request dialed its socket', async () => {
  const { origin, agent } = await rig({ pool: { maxPerHost: 1 } });
  const store = new AsyncLocalStorage<number>();
  const seen = await Promise.all(
    Array.from({ length: 5 }, (_, n) =>
      store.run(
        n,
        () =>
          new Promise<unknown[]>((resolve) => {
            const contexts: unknown[] = [];
            const request = http.get(origin.url('/'), { agent }, (response) => {
              contexts.push(store.getStore());
              response.resume().on('end', () => {
                contexts.push(store.getStore());
                resolve(contexts);
              });
            });
            request.on('socket', () => contexts.push(store.getStore()));
          }),
      ),
    ),
  );
  expect(seen).toEqual(Array.from({ length: 5 }, (_, n) => [n, n, n]));
});

test('an upgraded socket leaves the pool', async () => {
  const { agent, pool } = await rig({ pool: { maxPerHost: 1 } });
  const server = http.createServer((_request, response) => response.end('ok'));
  server.on('upgrade', (_request, socket) => {
    socket.write('HTTP/1.1 101 Switching Protocols\r\nupgrade: echo\r\nconnection: upgrade\r\n\r\n');
    socket.pipe(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  afterwards(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as net.AddressInfo).port}/`;
  const request = http.get(url, { agent, headers: { upgrade: 'echo', connection: 'upgrade' } });
  const [, socket] = (await once(request, 'upgrade')) as [unknown, net.Socket];
  expect(pool()).toMatchObject({ active: 0, idle: 0 });
  expect(agent.totalSocketCount).toBe(0);
  expect((await send(url, { agent })).body).toBe('ok');
  socket.write('hello');
  expect(String((await once(socket, 'data'))[0])).toBe('hello');
  socket.destroy();
  agent.destroy();
});

test('connects to Unix domain sockets', async () => {
  const { agent } = await rig();
  const socketPath = path.join(os.tmpdir(), `sluice-agent-${process.pid}.sock`);
  const server = http.createServer((_request, response) => response.end('unix'));
  server.listen(socketPath);
  await once(server, 'listening');
  afterwards(() => void server.close());
  expect((await send('http://localhost/', { agent, socketPath })).body).toBe('unix');
  expect((await send('http://localhost/', { agent, socketPath })).reused).toBe(true);
  agent.destroy();
});

test('proxyEnv: http through a proxy, https through its tunnel', async () => {
  const { origin, registry } = await rig();
  const secure = await createFaultOrigin({ tls: true });
  secure.on('/').reply(200, { body: 'secure' });
  const proxy = await createProxy();
  afterwards(async () => {
    await secure.close();
    await proxy.close();
  });
  const where = `http://127.0.0.1:${proxy.port}`;
  const proxyEnv = { HTTP_PROXY: where, HTTPS_PROXY: where };
  const plain = new PooledHttpAgent({ registry, proxyEnv } as never);
  const tunnel = new PooledHttpsAgent({ registry, proxyEnv, ca: caCertificate } as never);
  for (const reused of [false, true]) {
    expect(await send(origin.url('/'), { agent: plain })).toMatchObject({ body: 'ok', reused });
    expect(await sendSecure(secure.url('/'), { agent: tunnel })).toMatchObject({ body: 'secure', reused });
  }
  expect(plain.totalSocketCount + tunnel.totalSocketCount).toBe(2);
  // Node 22.19 does not know the option yet.
  const kinds = proxy.seen.map(({ kind }) => kind);
  if (Number.parseInt(process.versions.node) >= 24) expect(kinds).toEqual(['forward', 'connect', 'forward']);
  await Promise.all([plain.close(), tunnel.close()]);
});

test('agents and the undici transport share the limits of one pool', async () => {
  const { origin, agent, registry, pool } = await rig({ pool: { maxTotal: 2, maxIdle: 1 } });
  origin.on('/slow').reply(200, { delay: 20 });
  const client = createClient({ transport: undiciTransport({ registry }) });
  const calls: Promise<unknown>[] = [];
  for (let i = 0; i < 10; i++) {
    calls.push(client.get(origin.url('/slow')).text(), send(origin.url('/slow'), { agent }));
  }
  await Promise.all(calls);
  expect(pool().peakOpen).toBe(2);
  expect(pool().idle).toBe(1);
  expect(new Set(Object.keys(pool().hosts).map((key) => key.split(' ')[0]))).toEqual(
    new Set(['agent', 'undici']),
  );
  await client.close();
});

test('agents on one registry share connections, and destroy() of one leaves those of the other open', async () => {
  const { origin, agent, registry } = await rig();
  origin.on('/slow').reply(200, { body: 'slow', delay: 50 });
  const other = new PooledHttpAgent({ registry });
  await send(origin.url('/'), { agent });
  const slow = send(origin.url('/slow'), { agent: other });
  await until(() => origin.stats().requests === 2);
  expect([agent.totalSocketCount, other.totalSocketCount]).toEqual([0, 1]);
  agent.destroy();
  expect((await slow).body).toBe('slow');
  expect(origin.stats().opened).toBe(1);
});

test('a connection with a login of its own is kept only in a partition', async () => {
  const { origin, agent, registry } = await rig();
  const headers = { authorization: 'NTLM TlRMTVNTUAAB' };
  await send(origin.url('/'), { agent, headers });
  expect(agent.stats()).toMatchObject({ idle: 0, discarded: 1 });
  const tenant = new PooledHttpAgent({ registry, partition: 'a' });
  await send(origin.url('/'), { agent: tenant, headers });
  expect((await send(origin.url('/'), { agent: tenant, headers })).reused).toBe(true);
  expect((await send(origin.url('/'), { agent })).reused).toBe(false);
});

test('a subclass can close sockets in keepSocketAlive, and is notified in reuseSocket', async () => {
  const { origin, registry } = await rig();
  let reuses = 0;
  class Choosy extends PooledHttpAgent {
    keep = false;
    override keepSocketAlive(socket: net.Socket): boolean {
      return super.keepSocketAlive(socket) && this.keep;
    }
    override reuseSocket(socket: net.Socket, request: http.ClientRequest): void {
      reuses++;
      super.reuseSocket(socket, request);
    }
  }
  const agent = new Choosy({ registry });
  await send(origin.url('/'), { agent });
  await send(origin.url('/'), { agent });
  expect(origin.stats().opened).toBe(2);
  agent.keep = true;
  await send(origin.url('/'), { agent });
  await send(origin.url('/'), { agent });
  expect(origin.stats().opened).toBe(3);
  expect(reuses).toBe(1);
});

test('refuses an unknown protocol as Node.js does', async () => {
  const { agent } = await rig();
  expect(() => https.get('https://localhost/', { agent })).toThrow(
    expect.objectContaining({ code: 'ERR_INVALID_PROTOCOL' }),
  );
});
