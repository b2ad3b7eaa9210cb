import { once } from 'node:events';
import type http from 'node:http';
import net from 'node:net';
import type { Duplex } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { systemClock } from '@sluice/core/plugin';
import { createSilentPort } from '@sluice/fixtures';
import { PooledHttpAgent } from '../src/index.ts';
import { afterwards, rig, send, start, until } from './setup.ts';

describe('late binding', () => {
  test('a released socket serves a waiting request before its own dial completes', async () => {
    const { origin, agent, registry } = await rig();
    let connects = 0;
    const served = Promise.withResolvers<void>();
    const slow = new (class extends PooledHttpAgent {
      override createConnection(
        options: http.ClientRequestArgs,
        callback?: (error: Error | null, socket: Duplex) => void,
      ): net.Socket | undefined {
        const socket = net.connect(options as net.NetConnectOpts);
        if (++connects === 1) return socket;
        // The second dial takes its time.
        void this.dialed(socket, callback);
        return undefined;
      }
      async dialed(socket: net.Socket, callback?: (error: null, socket: Duplex) => void): Promise<void> {
        await Promise.all([once(socket, 'connect'), served.promise]);
        callback?.(null, socket);
      }
    })({ registry });
    origin.on('/slow').reply(200, { delay: 50 });
    const first = send(origin.url('/slow'), { agent: slow });
    await until(() => origin.stats().requests === 1);
    const second = send(origin.url('/'), { agent: slow });
    await first;
    expect(await second).toMatchObject({ status: 200, reused: true });
    expect(slow.stats()).toMatchObject({ servedByReturn: 1, dialing: 1 });
    // The dial that lost goes idle, and serves another.
    served.resolve();
    await until(() => slow.stats().idle === 2);
    expect(origin.stats().opened).toBe(2);
    expect(agent.totalSocketCount).toBe(0);
    expect(Object.values(slow.freeSockets).flat()).toHaveLength(2);
  });

  test('a failed dial fails the request that waits for it', async () => {
    const { origin, agent } = await rig();
    await origin.refuse();
    const { ended } = start(origin.url('/'), { agent });
    expect(await ended).toMatchObject({ code: 'ECONNREFUSED', syscall: 'connect' });
    await origin.accept();
    expect((await send(origin.url('/'), { agent })).status).toBe(200);
  });

  test('a dial fails after connectTimeout', async (context) => {
    const { registry } = await rig();
    const silent = await createSilentPort().catch(() => undefined);
    if (silent === undefined) return context.skip();
    afterwards(() => silent.close());
    const agent = new PooledHttpAgent({ registry, connectTimeout: 50 });
    const { ended } = start(`http://127.0.0.1:${silent.port}/`, { agent });
    expect(await ended).toMatchObject({ code: 'ETIMEDOUT', syscall: 'connect' });
    expect(agent.totalSocketCount).toBe(0);
  });
});

describe('limits', () => {
  test('an idle socket of another origin is closed for a dial under maxTotal', async () => {
    const { origin, agent, pool } = await rig({ origin: { hosts: 2 }, pool: { maxTotal: 1 } });
    for (const host of [0, 1, 0, 1]) {
      expect((await send(origin.url('/', host), { agent })).status).toBe(200);
      expect(agent.totalSocketCount).toBe(1);
    }
    expect(pool()).toMatchObject({ opened: 4, evicted: 3, idle: 1 });
  });

  test('two origins share one connection’s worth of maxTotal under load, and neither starves', async () => {
    const { origin, agent, pool } = await rig({ origin: { hosts: 2 }, pool: { maxTotal: 1 } });
    const calls = Array.from({ length: 60 }, (_, index) => send(origin.url('/', index % 2), { agent }));
    const replies = await Promise.all(calls);
    expect(replies.every(({ status }) => status === 200)).toBe(true);
    expect(pool().peakOpen).toBe(1);
    expect(origin.stats().peakOpen).toBeLessThanOrEqual(2); // it learns of a FIN after we have sent it
  });

  test('maxPerHost limits a burst, which is served in order of arrival', async () => {
    const { origin, agent, pool } = await rig({ pool: { maxPerHost: 3 } });
    const order: number[] = [];
    origin.on('/n').handle((request) => {
      order.push(Number(request.query.get('n')));
      return { status: 200, body: 'n' };
    });
    await Promise.all(Array.from({ length: 30 }, (_, n) => send(origin.url(`/n?n=${n}`), { agent })));
    expect(origin.stats().opened).toBeLessThanOrEqual(3);
    expect(pool()).toMatchObject({ opened: 3, idle: 3 });
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, n) => n));
    // Three connections: none is overtaken by more than those on the way.
    for (const [place, n] of order.entries()) expect(Math.abs(place - n)).toBeLessThanOrEqual(3);
  });

  test('maxIdle closes the least recently used socket of all hosts', async () => {
    const { origin, agent } = await rig({ origin: { hosts: 3 }, pool: { maxIdle: 2 } });
    for (const host of [0, 1, 0, 2]) await send(origin.url('/', host), { agent });
    await until(() => origin.connections().length === 2);
    expect(
      origin
        .connections()
        .map(({ host }) => host)
        .sort(),
    ).toEqual(['127.0.0.1', '127.0.0.3']);
  });

  test('the most recently used idle socket is used first', async () => {
    const { origin, agent } = await rig();
    origin.on('/slow').reply(200, { delay: 20 });
    const [first, second] = [start(origin.url('/slow'), { agent }), start(origin.url('/slow'), { agent })];
    const sockets = [first.request, second.request].map(
      async (request) => (await once(request, 'socket'))[0],
    );
    const [one] = await Promise.all(sockets);
    await Promise.all([first.ended, second.ended]);
    const { socket: newest } = (await send(origin.url('/'), { agent })).request;
    const free = Object.values(agent.freeSockets).flat();
    expect(free).toHaveLength(2);
    const { request } = start(origin.url('/'), { agent });
    expect((await once(request, 'socket'))[0]).toBe(newest);
    expect(free).toContain(one);
    await once(request, 'close');
  });

  test('maxRequests and maxAge', async () => {
    const few = await rig({ pool: { maxRequests: 2 } });
    for (let i = 0; i < 6; i++) await send(few.origin.url('/'), { agent: few.agent });
    expect(few.origin.stats().opened).toBe(3);
    const young = await rig({ pool: { maxAge: 30 } });
    await send(young.origin.url('/'), { agent: young.agent });
    await new Promise<void>((resolve) => void systemClock.setTimer(60, resolve));
    expect((await send(young.origin.url('/'), { agent: young.agent })).reused).toBe(false);
  });

  test('keepAlive: false closes after each response, and sends connection: close', async () => {
    const { origin, agent } = await rig({ pool: { keepAlive: false } });
    for (let i = 0; i < 3; i++) await send(origin.url('/'), { agent });
    expect(origin.stats().opened).toBe(3);
    expect(origin.seen('/')[0]?.header('connection')).toBe('close');
    await until(() => agent.totalSocketCount === 0);
  });
});
