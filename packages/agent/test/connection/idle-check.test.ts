import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import { expect, test } from 'vitest';
import { afterwards, rig, send, start, until } from '../setup.ts';

test('a socket that the server closed while idle is removed at once, and not used', async () => {
  const { origin, agent, pool } = await rig();
  for (const end of [() => origin.closeIdle(), () => origin.resetAll()]) {
    await send(origin.url('/'), { agent });
    expect(agent.totalSocketCount).toBe(1);
    end();
    await until(() => agent.totalSocketCount === 0);
    expect((await send(origin.url('/'), { agent, method: 'POST' }, 'body')).reused).toBe(false);
    end();
    await until(() => agent.totalSocketCount === 0);
  }
  expect(pool()).toMatchObject({ opened: 4, closedByPeer: 4 });
});

test('a FIN that is pending in the kernel is noticed before a POST is written', async () => {
  const { agent } = await rig();
  const server = await closingServer();
  for (let i = 0; i < 20; i++) {
    expect((await send(server.url, { agent, method: 'POST' }, 'a')).status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 3));
    // In the poll phase: what its end set off comes to this process only with the next one.
    await new Promise((resolve) => fs.stat('.', resolve));
    server.endIdle();
    expect((await send(server.url, { agent, method: 'POST' }, 'b')).reused).toBe(false);
  }
});

test('unsolicited bytes close the socket', async () => {
  const { origin, agent, pool } = await rig();
  origin
    .on('/late')
    .reply(200)
    .fault({ do: 'extra', at: 'idle', bytes: 'HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nforged' });
  origin
    .on('/same')
    .reply(200)
    .fault({ do: 'extra', at: 'end', bytes: 'HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nforged' });
  await send(origin.url('/late'), { agent });
  await until(() => agent.totalSocketCount === 0);
  expect((await send(origin.url('/'), { agent })).body).toBe('ok');
  expect(pool().opened).toBe(2);
  await start(origin.url('/same'), { agent }).ended;
  await until(() => pool().active === 0);
  expect((await send(origin.url('/'), { agent })).body).toBe('ok');
  expect(pool().opened).toBe(3);
});

test('the idle time is limited by the pool and by the server’s hint', async () => {
  const { origin, agent, pool } = await rig({ pool: { idleTimeout: 60 } });
  await send(origin.url('/'), { agent });
  await until(() => agent.totalSocketCount === 0);
  expect(pool().expired).toBe(1);

  const hinted = await rig({ origin: { keepAlive: { hint: 1 } } });
  await send(hinted.origin.url('/'), { agent: hinted.agent });
  await until(() => hinted.agent.totalSocketCount === 0); // half of the second
  expect(hinted.pool().expired).toBe(1);

  const none = await rig({ origin: { keepAlive: { hint: 0 } } });
  await send(none.origin.url('/'), { agent: none.agent });
  expect(none.pool()).toMatchObject({ limit: 1, idle: 0 });
});

test('a response with connection: close, or without a length, closes its connection', async () => {
  const { origin, agent, pool } = await rig();
  origin.on('/close').reply(200, { body: 'x', headers: { connection: 'Close' } });
  origin.on('/framing').reply(200, { body: 'x', framing: 'close' });
  await send(origin.url('/close'), { agent });
  await send(origin.url('/framing'), { agent });
  await until(() => agent.totalSocketCount === 0);
  expect(pool()).toMatchObject({ opened: 2, reused: 0 });
});

test('a response before the end of the upload closes the socket', async () => {
  const { origin, agent, pool } = await rig();
  origin.on('/early').reply(413, { body: 'no', upload: 'unread' });
  const { request, ended } = start(origin.url('/early'), { agent, method: 'POST' }, 'x'.repeat(16_000_000));
  await Promise.race([ended, once(request, 'response')]);
  request.destroy();
  await until(() => pool().active === 0);
  expect(pool().idle).toBe(0);
});

/** A server that closes all its idle connections on demand, in this very turn of the event loop. */
async function closingServer(): Promise<{ url: string; endIdle(): void }> {
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => {});
    socket.on('data', (data) => {
      if (String(data).includes('\r\n\r\n')) socket.write('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  afterwards(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const { port } = server.address() as net.AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    endIdle() {
      for (const socket of sockets) socket.destroy();
    },
  };
}
