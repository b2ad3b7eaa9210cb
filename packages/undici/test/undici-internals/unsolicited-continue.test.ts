import fc from 'fast-check';
import { Client } from 'undici';
import { expect, test } from 'vitest';
import { createFaultOrigin } from '@sluice/fixtures';
import { UnsolicitedContinue } from '../../src/undici-internals/unsolicited-continue.ts';
import { failure, rig } from '../support/setup.ts';

const FINAL = 'HTTP/1.1 200 OK\r\ncontent-length: 20\r\n\r\nHTTP/1.1 100 Go on\r\n';
const HEADS = [
  'HTTP/1.1 100 Continue\r\n\r\n',
  'HTTP/1.1 100\r\nx: 100\r\ny: HTTP/1.1 100\r\n\r\n',
  'HTTP/1.1 102 Processing\r\n\r\n',
  'HTTP/1.1 103 Early Hints\r\nlink: <a>\r\n\r\n',
  'HTTP/1.1 110 Odd\r\n\r\n',
];

test('every 100 before the final head reads as a 102, wherever it is cut, and nothing else changes', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...HEADS), { maxLength: 5 }),
      fc.array(fc.nat(200), { maxLength: 8 }),
      (heads, cuts) => {
        const sent = Buffer.from(heads.join('') + FINAL);
        const places = [0, ...cuts.filter((cut) => cut < sent.length).toSorted((a, b) => a - b), sent.length];
        const look = new UnsolicitedContinue();
        look.begin();
        places.slice(1).forEach((end, index) => look.look(sent.subarray(places[index], end)));
        const shown = heads.map((head) => head.replace('HTTP/1.1 100', 'HTTP/1.1 102')).join('');
        expect(sent.toString()).toBe(shown + FINAL);
      },
    ),
    { numRuns: 500 },
  );
});

test('35: an unrequested 100 is skipped, also in pieces, and the connection is kept', async () => {
  const { origin, client } = await rig();
  origin
    .on('/x')
    .reply(200, { informational: [{ status: 100 }, { status: 103 }, { status: 100 }], body: 'ok' });
  origin
    .on('/pieces')
    .reply(200, { informational: [{ status: 100, times: 3 }], body: 'ok' })
    .fault({ do: 'split', size: 5 });
  for (const path of ['/x', '/pieces', '/x']) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other on one connection
    expect(await client.post(path, { body: 'b' }).text()).toBe('ok');
  }
  expect(origin.stats().opened).toBe(1);
});

test('35: over TLS as well', async () => {
  await using origin = await createFaultOrigin({ tls: true });
  origin.on('/x').reply(200, { informational: [{ status: 100 }], body: 'ok' });
  const { client } = await rig({ transport: { tls: { rejectUnauthorized: false } } });
  const url = `https://localhost:${origin.port}/x`;
  expect(await client.get(url, { allowOtherOrigin: true }).text()).toBe('ok');
});

const line = (name: string, bytes: number): string => `${name}: ${'a'.repeat(bytes)}\r\n`;

test.each([
  [
    '34, V51: informational answers together',
    `HTTP/1.1 103 Early Hints\r\n${line('x', 6_000)}\r\n`.repeat(3),
  ],
  ['35, V51: 100s together', `HTTP/1.1 100 Continue\r\n${line('x', 6_000)}\r\n`.repeat(3)],
  [
    '34, V51: an informational answer and the head',
    `HTTP/1.1 103 Early Hints\r\n${line('x', 9_000)}\r\nHTTP/1.1 200 OK\r\n${line('x', 9_000)}content-length: 0\r\n\r\n`,
  ],
  [
    '34, V51: lines of both',
    `HTTP/1.1 103 Early Hints\r\n${'a: b\r\n'.repeat(600)}\r\nHTTP/1.1 200 OK\r\n${'a: b\r\n'.repeat(600)}\r\n`,
  ],
  [
    '27, V51: the head and trailers',
    `HTTP/1.1 200 OK\r\n${line('x', 9_000)}transfer-encoding: chunked\r\n\r\n0\r\n${line('x', 9_000)}\r\n`,
  ],
])('%s count as one: an error, the connection gone', async (_name, raw) => {
  const { origin, client, pool } = await rig();
  origin.on('/x').raw(raw, { connection: 'keep' });
  const error = await failure(client.get('/x').bytes());
  expect(error).toMatchObject({ code: 'ERR_SLUICE_PROTOCOL', retryable: false });
  expect(pool()).toMatchObject({ active: 0, idle: 0 });
});

test('V51: a dispatcher counts them in the same way', async () => {
  const { origin, registry } = await rig();
  const { dispatcherOf } = await import('../../src/dispatcher-api.ts');
  const dispatcher = dispatcherOf(registry);
  origin.on('/x').raw(`HTTP/1.1 103 Early Hints\r\n${line('x', 9_000)}\r\n`.repeat(2));
  origin
    .on('/y')
    .raw(
      `HTTP/1.1 200 OK\r\n${line('x', 9_000)}transfer-encoding: chunked\r\n\r\n0\r\n${line('x', 9_000)}\r\n`,
    );
  const { request } = await import('undici');
  for (const path of ['/x', '/y']) {
    const asked = request(origin.url(path), { dispatcher }).then(({ body }) => body.text());
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    expect(await failure(asked)).toMatchObject({ code: 'HPE_USER', cause: { code: 'ERR_SLUICE_PROTOCOL' } });
  }
  await dispatcher.close();
});

test('undici itself ends the connection at an unrequested 100', async () => {
  const { origin } = await rig();
  origin.on('/x').raw('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok', {
    connection: 'keep',
  });
  const client = new Client(origin.url());
  expect(await failure(client.request({ method: 'GET', path: '/x' }))).toMatchObject({
    code: 'UND_ERR_SOCKET',
  });
  await client.destroy();
});
