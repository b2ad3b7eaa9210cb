import { once } from 'node:events';
import net from 'node:net';
import v8 from 'node:v8';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { UnsolicitedContinue } from '../../src/undici-internals/unsolicited-continue.ts';
import { readDirectly } from '../../src/undici-internals/direct-reads.ts';
import { rig, together } from '../support/setup.ts';

test('undici keeps its marks of a socket where they are held', async () => {
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

test('what is done to a socket does not make a dictionary of it', async () => {
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

test('an immediate that was faked by a test holds up no connection that is used again', async () => {
  const { origin, client, pool } = await rig();
  origin.on('/x').reply(200, { body: 'ok' });
  await client.get('/x').text();
  vi.useFakeTimers({ toFake: ['setImmediate'] });
  try {
    expect(await client.get('/x').text()).toBe('ok');
  } finally {
    vi.useRealTimers();
  }
  expect(pool().reused).toBe(1);
});

test('every byte comes once and in order, whenever the reader pauses', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 70_000 }), { minLength: 1, maxLength: 8 }),
      fc.array(fc.boolean(), { minLength: 1, maxLength: 12 }),
      async (sizes, pauses) => {
        const sent = Buffer.concat(sizes.map((size, index) => Buffer.alloc(size, index + 1)));
        const server = net.createServer((socket) => socket.end(sent)).listen(0, '127.0.0.1');
        await once(server, 'listening');
        const socket = net.connect((server.address() as net.AddressInfo).port, '127.0.0.1');
        readDirectly(socket, new UnsolicitedContinue());
        const got: Buffer[] = [];
        let turn = 0;
        let paused = false;
        const readMore = (): void => {
          while (!paused) {
            const chunk = socket.read() as Buffer | null;
            if (chunk === null) return;
            got.push(chunk);
            paused = pauses[turn++ % pauses.length] ?? false;
            if (paused) {
              setImmediate(() => {
                paused = false;
                readMore();
              });
            }
          }
        };
        socket.on('readable', readMore);
        await once(socket, 'end');
        server.close();
        expect(Buffer.concat(got).equals(sent)).toBe(true);
      },
    ),
    { numRuns: 40 },
  );
});

test('a reader that takes nothing holds the sender up', async () => {
  const size = 64 * 1_048_576;
  const sender = (socket: net.Socket): void => {
    // It is reset in the middle of this.
    socket.on('error', () => socket.destroy());
    socket.end(Buffer.alloc(size));
  };
  const server = net.createServer(sender).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = net.connect((server.address() as net.AddressInfo).port, '127.0.0.1');
  readDirectly(socket, new UnsolicitedContinue());
  socket.on('readable', () => undefined);
  let before = -1;
  while (socket.bytesRead === 0 || socket.bytesRead !== before) {
    before = socket.bytesRead;
    // oxlint-disable-next-line no-await-in-loop -- until it has come to rest
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  expect(socket.bytesRead).toBeLessThan(1_048_576);
  socket.destroy();
  server.close();
  await once(server, 'close');
});
