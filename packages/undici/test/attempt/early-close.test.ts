import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import { createClient } from '@sluice/core';
import { createAgentRegistry, poolOf } from '@sluice/pool';
import { expect, test } from 'vitest';
import { undiciTransport } from '../../src/index.ts';
import { afterwards, failure, until } from '../support/setup.ts';

/**
 * A server that answers each request, and closes its first connections some ms after their first response.
 * @param after undefined: only `closeAll()` closes them
 */
async function closingServer(closing: number, after?: number) {
  let opened = 0;
  let open = 0;
  /** The requests of each connection. */
  const requests: number[] = [];
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    const index = opened++;
    open++;
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      open--;
      sockets.delete(socket);
    });
    let chunked = false;
    socket.on('data', (bytes) => {
      const text = bytes.toString('latin1');
      chunked ||= text.includes('transfer-encoding');
      if (chunked && !text.endsWith('0\r\n\r\n')) return;
      chunked = false;
      requests[index] = (requests[index] ?? 0) + 1;
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok');
      if (after !== undefined && index < closing && requests[index] === 1)
        setTimeout(() => socket.end(), after);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const registry = createAgentRegistry();
  const client = createClient({
    transport: undiciTransport({ registry }),
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  });
  afterwards(async () => {
    await client.close();
    await registry.close();
    server.close();
    await until(() => open === 0);
  });
  const pool = poolOf(registry);
  return {
    client,
    requests,
    post: () => client.post('/', { body: 'x' }).text(),
    idle: () => pool.stats().idle,
    closeAll() {
      for (const socket of sockets) socket.end();
    },
  };
}

test('no POST is written on a used connection of a server that closes them early', async () => {
  const { post, requests, idle } = await closingServer(Infinity, 5);
  // Two are seen to be closed.
  for (let count = 0; count < 2; count++) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    expect(await post()).toBe('ok');
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await until(() => idle() === 0);
  }
  // oxlint-disable-next-line no-await-in-loop -- one after the other
  for (let count = 0; count < 20; count++) expect(await post()).toBe('ok');
  expect(requests).toEqual(Array.from({ length: 22 }, () => 1));
});

test('a GET uses such a connection, because it can be sent again', async () => {
  const { client, post, requests, idle } = await closingServer(2, 5);
  for (let count = 0; count < 2; count++) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await post();
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await until(() => idle() === 0);
  }
  await post();
  expect(await client.get('/').text()).toBe('ok');
  expect(requests).toEqual([1, 1, 2]);
});

test('connections are reused for a POST after the server stopped closing them early', async () => {
  const { post, requests, idle } = await closingServer(2, 1);
  for (let count = 0; count < 2; count++) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await post();
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await until(() => idle() === 0);
  }
  // oxlint-disable-next-line no-await-in-loop -- one after the other
  for (let count = 0; count < 6; count++) expect(await post()).toBe('ok');
  expect(requests).toEqual([1, 1, 6]);
});

test('a POST is sent again if its connection closes before the first piece of the upload is written', async () => {
  const { client, post, requests, closeAll } = await closingServer(1);
  await post();
  let opened = 0;
  const body = async function* () {
    if (++opened === 1) {
      closeAll();
      // Opened again for another connection.
      await until(() => opened === 2);
    }
    yield 'piece';
  };
  const response = await client.post('/', { body });
  expect(await response.text()).toBe('ok');
  expect(response.attempts[0]).toMatchObject({ number: 1, replays: 1 });
  expect(requests).toEqual([1, 1]);
});

test('a POST whose connection closes after the first piece may have been processed, and is not sent again', async () => {
  const { client, post, requests, closeAll } = await closingServer(1);
  await post();
  const failed = Promise.withResolvers<void>();
  const body = async function* () {
    yield 'piece';
    closeAll();
    await failed.promise;
  };
  const error = await failure(client.post('/', { body }).text());
  failed.resolve();
  expect(error).toMatchObject({ code: 'ERR_SLUICE_CONNECTION_LOST', reused: true });
  expect(requests.length).toBe(1);
});
