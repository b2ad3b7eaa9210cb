import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { createClient, isHttpError } from '@sluice/core';
import { createAgentRegistry } from '@sluice/pool';
import { expect, onTestFinished, test } from 'vitest';
import { dispatcherOf } from '../../src/dispatcher-api.ts';
import { undiciTransport } from '../../src/index.ts';

/** A body that arrives with its head, one that a reader waits for, and the same in chunks. */
const PATHS = ['/short', '/late', '/chunks'];

async function setup() {
  const server = http.createServer((request, response) => {
    const [path = '', query = ''] = (request.url ?? '').split('?');
    response.statusCode = query === 'fail' ? 500 : 200;
    if (path !== '/chunks') response.setHeader('content-length', 10);
    if (path === '/short') {
      response.end('0123456789');
      return;
    }
    response.flushHeaders();
    setTimeout(() => response.write('01234'), 15);
    setTimeout(() => response.end('56789'), 30);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const registry = createAgentRegistry();
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = createClient({ transport: undiciTransport({ registry }), baseUrl: origin });
  onTestFinished(async () => {
    await client.close();
    await registry.close();
    server.close();
  });
  return { client, origin, dispatcher: dispatcherOf(registry) };
}

/** The text of pieces, none of which is in the memory that Node.js shares among short buffers. */
function textOf(pieces: readonly Uint8Array[]): string {
  const shared = Buffer.from('x').buffer.byteLength;
  for (const { buffer } of pieces) expect(buffer.byteLength).toBeLessThan(shared);
  return Buffer.concat(pieces).toString();
}

async function piecesOf(source: AsyncIterable<Uint8Array>): Promise<Uint8Array[]> {
  const pieces: Uint8Array[] = [];
  for await (const piece of source) pieces.push(piece);
  return pieces;
}

test.each(PATHS)('no caller gets memory that short buffers share: %s', async (path) => {
  const { client } = await setup();
  for (let round = 0; round < 3; round++) {
    // oxlint-disable no-await-in-loop -- one way after the other, on one connection
    expect(textOf([await client.get(path).bytes()])).toBe('0123456789');
    expect(textOf([new Uint8Array(await client.get(path).arrayBuffer())])).toBe('0123456789');
    expect(textOf([(await client.get(path).buffered()).bytes()])).toBe('0123456789');
    expect(textOf(await piecesOf(await client.get(path)))).toBe('0123456789');
    expect(textOf(await piecesOf((await client.get(path)).body))).toBe('0123456789');
    const peeked = await client.get(path);
    expect('0123456789').toContain(textOf([await peeked.peek({ bytes: 5, time: 1_000 })]));
    expect(textOf([await peeked.bytes()])).toBe('0123456789');
    const fetched = await client.fetch(path);
    expect(textOf(await piecesOf(fetched.body as unknown as AsyncIterable<Uint8Array>))).toBe('0123456789');
    // oxlint-enable no-await-in-loop
  }
});

test.each(PATHS)(
  'a handler of the dispatcher gets none either, after a client on the same connection: %s',
  async (path) => {
    const { client, origin, dispatcher } = await setup();
    await client.get('/short').text();
    const pieces: Uint8Array[] = [];
    await new Promise<void>((resolve, reject) => {
      dispatcher.dispatch(
        { origin, path, method: 'GET' },
        {
          onRequestStart() {},
          onResponseStart() {},
          onResponseData: (_controller, piece) => void pieces.push(piece),
          onResponseEnd: () => resolve(),
          onResponseError: (_controller, error) => reject(error),
        },
      );
    });
    expect(textOf(pieces)).toBe('0123456789');
  },
);

test('the body of an error is whole', async () => {
  const { client } = await setup();
  for (const path of PATHS) {
    // oxlint-disable-next-line no-await-in-loop -- one call after the other
    const error: unknown = await client
      .get(`${path}?fail`)
      .text()
      .catch((failure: unknown) => failure);
    expect(isHttpError(error) && Buffer.from(error.response.body).toString()).toBe('0123456789');
  }
});
