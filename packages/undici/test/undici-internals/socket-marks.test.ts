import http from 'node:http';
import net from 'node:net';
import { Readable } from 'node:stream';
import v8 from 'node:v8';
import { Client } from 'undici';
import { expect, test } from 'vitest';
import { afterwards, rig, together } from '../support/setup.ts';

test('undici stores its marks under the replaced names', async () => {
  let dialed: net.Socket | undefined;
  const { origin, client } = await rig({
    transport: {
      connect: ({ hostname, port }) => (dialed = net.connect(port, hostname)),
    },
  });
  origin.on('/x').reply(200, { body: 'ok' });
  await client.get('/x').text();
  await client.get('/x').text();
  for (const name of ['kSocketUsed', 'writing']) {
    const mark = Object.getOwnPropertySymbols(dialed).find(({ description }) => description === name);
    expect(mark).toBeDefined();
    expect(Object.getOwnPropertyDescriptor(dialed, mark as symbol)?.get).toBeDefined();
    expect((dialed as unknown as Record<symbol, unknown>)[mark as symbol]).toBe(false);
  }
});

test('a socket with replaced marks is not stored as a hash table', async () => {
  v8.setFlagsFromString('--allow-natives-syntax');
  // oxlint-disable-next-line no-new-func, typescript/no-implied-eval -- no other code may hold this syntax
  const isFast = new Function('object', 'return %HasFastProperties(object)') as (object: object) => boolean;
  const dialed: net.Socket[] = [];
  const { origin, client } = await rig({
    transport: {
      connect: ({ hostname, port }) => {
        const socket = net.connect(port, hostname);
        dialed.push(socket);
        return socket;
      },
    },
  });
  origin.on('/x').reply(200, { body: 'ok' });
  origin.on('/both').handle(together(2));
  // The first in a process teaches where undici keeps its mark.
  await client.get('/x').text();
  await Promise.all([client.get('/both').text(), client.get('/both').text()]);
  await client.get('/x').text();
  expect(dialed).toHaveLength(2);
  expect(isFast(dialed[1] as net.Socket)).toBe(true);
});

test('undici itself destroys a socket whose response is complete before the upload', async () => {
  const server = http.createServer((_request, response) => response.end('early'));
  server.on('connection', (socket) => socket.on('error', () => socket.destroy()));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterwards(() => new Promise((resolve) => server.close(() => resolve())));
  const client = new Client(`http://127.0.0.1:${(server.address() as net.AddressInfo).port}`);
  const disconnected = new Promise((resolve) => client.once('disconnect', resolve));
  async function* body(): AsyncGenerator<Buffer> {
    yield Buffer.from('x');
    await disconnected;
  }
  const response = await client.request({ method: 'PUT', path: '/', body: Readable.from(body()) });
  expect(await response.body.text()).toBe('early');
  await disconnected;
  await client.destroy();
});
