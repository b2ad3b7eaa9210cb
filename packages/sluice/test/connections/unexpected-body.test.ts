// Tests that a connection carries no request after one whose body a server may ignore, because of its method.
import { describe, expect, test } from 'vitest';
import { caCertificate, createHttp2Origin } from '@sluice/fixtures';
import { createClient, undiciTransport, type SluiceClient } from 'sluice';
import { onGot, transportOf } from '../carrier.ts';
import { checkLeaks, clientOf, originOf } from '../setup.ts';

checkLeaks();

async function* pieces(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('ab');
}

const BODIES: Readonly<Record<string, (() => unknown) | undefined>> = {
  bytes: () => 'ab',
  'a large body': () => Buffer.alloc(1 << 20),
  'a Blob': () => new Blob(['ab']),
  'a stream': pieces,
  'an empty string': () => '',
  'no body': undefined,
};

const FACES: Readonly<Record<string, (client: SluiceClient, url: string, init: object) => Promise<string>>> =
  {
    'a call': (client, url, { method, body }: { method?: string; body?: never }) =>
      client(url, { method, ...(body !== undefined && { body }) }).text(),
    fetch: async (client, url, init) =>
      (await client.fetch(url, { ...init, duplex: 'half' } as object)).text(),
  };

describe.each(Object.keys(FACES))('%s', (face) => {
  const send = FACES[face]!;

  describe.each([false, true])('TLS: %s', (tls) => {
    test.each([
      ['DELETE', 'bytes', 3],
      ['DELETE', 'a large body', 3],
      ['DELETE', 'a stream', 3],
      ['DELETE', 'an empty string', 1],
      ['DELETE', 'no body', 1],
      ['OPTIONS', 'a Blob', 3],
      ['OPTIONS', 'a stream', 3],
      ['REPORT', 'bytes', 3],
      ['QUERY', 'bytes', 1],
      ['POST', 'a stream', 1],
      ['PATCH', 'a Blob', 1],
    ])('three %s requests with %s have %i connection(s)', async (method, body, count) => {
      const origin = await originOf({ tls });
      origin.on('/x').reply(200, { body: 'ok' });
      const client = clientOf({
        pool: undefined,
        transport: transportOf({ pool: {}, ...(tls && { ca: caCertificate }) }),
      });
      for (let turn = 0; turn < 3; turn++) {
        // oxlint-disable-next-line no-await-in-loop -- one request after the other
        expect(await send(client, origin.url('/x'), { method, body: BODIES[body]?.() })).toBe('ok');
      }
      expect(origin.stats().opened).toBe(count);
      // The server can stop before it reads what follows.
      expect(origin.seen().at(-1)?.header('connection')?.toLowerCase()).toBe(
        count === 3 ? 'close' : 'keep-alive',
      );
      await expect.poll(() => client.stats().transport?.active).toBe(0);
    });
  });

  test.skipIf(onGot)('HTTP/2, which frames each body, keeps its connection', async () => {
    const server = await createHttp2Origin();
    server.on('/x', async ({ reply, body }) => reply(200, await body()));
    const transport = undiciTransport({ pool: {}, http2: true, tls: { ca: caCertificate } });
    const client = createClient({ transport });
    try {
      for (const make of [BODIES['bytes']!, pieces]) {
        // oxlint-disable-next-line no-await-in-loop -- one request after the other
        expect(await send(client, server.url('/x'), { method: 'DELETE', body: make() })).toBe('ab');
      }
      expect(server.opened).toBe(1);
    } finally {
      await client.close();
      await server.close();
    }
  });
});

test('a server that ignores the body of a DELETE gets no further request behind it', async () => {
  const origin = await originOf();
  origin.on('/x').reply(200, { upload: 'early', body: 'ok' });
  origin.on('/y').reply(200, { body: 'mine' });
  const client = clientOf();
  const answers = await Promise.all(
    Array.from({ length: 20 }, async () => {
      await client.delete(origin.url('/x'), { body: 'GET /smuggled HTTP/1.1\r\n\r\n' }).text();
      return client.get(origin.url('/y')).text();
    }),
  );
  expect(new Set(answers)).toEqual(new Set(['mine']));
  const used = new Set(origin.seen('/x').map(({ connection }) => connection));
  expect(
    origin.seen('/y').some(({ connection, nthOnConnection }) => used.has(connection) && nthOnConnection > 1),
  ).toBe(false);
});
