import { once } from 'node:events';
import net from 'node:net';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { UnsolicitedContinue } from '../../src/undici-internals/unsolicited-continue.ts';
import { readDirectly } from '../../src/undici-internals/direct-reads.ts';
import { rig } from '../support/setup.ts';

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

test('a reader that does not read stops the sender', async () => {
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

test('the parser of undici reads within the push of the socket, and finds nothing in its buffer', async () => {
  let dialed: net.Socket | undefined;
  const { origin, client } = await rig({
    transport: { connect: ({ hostname, port }) => (dialed = net.connect(port, hostname)) },
  });
  origin.on('/x').reply(200, { body: 'ok' });
  await client.get('/x').text();
  const socket = dialed as net.Socket;
  const { push } = socket;
  const unread: number[] = [];
  socket.push = (chunk: unknown, encoding?: BufferEncoding) => {
    const more = push.call(socket, chunk, encoding);
    unread.push(socket.readableLength);
    return more;
  };
  await client.get('/x').text();
  expect(unread.length).toBeGreaterThan(0);
  expect(new Set(unread)).toEqual(new Set([0]));
});
