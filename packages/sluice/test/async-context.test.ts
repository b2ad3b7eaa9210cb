import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import net from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { createFaultOrigin } from '@sluice/fixtures';
import { createClient } from '../src/index.ts';

const storage = new AsyncLocalStorage<string>();
const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).toReversed()) await step();
});

function seen(): string[] {
  const list: string[] = [];
  const on = (message: unknown): void => {
    const { request } = message as { request: { path: string } };
    list.push(`${request.path} ${storage.getStore()}`);
  };
  subscribe('undici:request:create', on);
  undo.push(() => unsubscribe('undici:request:create', on));
  return list;
}

test('probe', async () => {
  const origin = await createFaultOrigin();
  undo.push(() => origin.close());
  origin.on('/warm').reply(200, { body: 'x' });
  origin.on('/retry').reply(503, {}, { first: 2 }).reply(200, { body: 'x' });
  origin.on('/redirect').reply(302, { headers: { location: '/warm' } });
  const client = createClient({ retry: { minDelay: 5 }, gate: {maxPerHost: 1} });
  undo.push(() => client.close());
  const list = seen();
  const call = (name: string, path: string) =>
    storage.run(name, async () => {
      await client.get(origin.url(path)).text();
      list.push(`after ${storage.getStore()}`);
    });
  await call('a', '/warm');
  await Promise.all([call('b', '/retry'), call('c', '/retry'), call('d', '/redirect'), call('e', '/warm')]);
  console.log(list);
});

test('replay', async () => {
  let sockets: net.Socket[] = [];
  const server = net.createServer((socket) => {
    sockets.push(socket);
    let count = 0;
    socket.on('error', () => {});
    socket.on('data', () => {
      if (count++ === 0) socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\nx');
      else socket.resetAndDestroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  undo.push(() => server.close());
  const client = createClient({ retry: { minDelay: 5 } });
  undo.push(() => client.close());
  const list = seen();
  const { port } = server.address() as net.AddressInfo;
  const call = (name: string, path: string) =>
    storage.run(name, async () => {
      await client.get(`http://127.0.0.1:${port}${path}`).text();
      list.push(`after ${storage.getStore()}`);
    });
  await call('a', '/a');
  await call('b', '/b');
  await call('c', '/c');
  console.log(list);
});
