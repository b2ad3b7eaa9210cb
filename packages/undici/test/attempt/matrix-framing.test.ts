import { expect, test } from 'vitest';
import { failure, rig, until } from '../support/setup.ts';

/** Responses that must end in an error: the row of the fault matrix, and what the server sends. */
const REFUSED: Record<string, { raw: string; code?: string; retryable?: boolean }> = {
  '16 two different lengths': { raw: 'content-length: 5\r\ncontent-length: 6\r\n\r\nhello!' },
  '17 two equal lengths': { raw: 'content-length: 5\r\ncontent-length: 5\r\n\r\nhello' },
  '17 a list of lengths': { raw: 'content-length: 5, 5\r\n\r\nhello' },
  '18 length +5': { raw: 'content-length: +5\r\n\r\nhello' },
  '18 length -1': { raw: 'content-length: -1\r\n\r\nhello' },
  '18 length 0x5': { raw: 'content-length: 0x5\r\n\r\nhello' },
  '18 length 2^65': { raw: 'content-length: 36893488147419103232\r\n\r\nhello' },
  '19, P18: length and chunked': {
    raw: 'content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n',
  },
  '20 transfer-encoding ends in an unknown coding': {
    raw: 'transfer-encoding: chunked, bogus\r\n\r\n5\r\nhello\r\n0\r\n\r\n',
  },
  '20 transfer-encoding identity': { raw: 'transfer-encoding: identity\r\n\r\nhello' },
  '21 transfer-encoding gzip, chunked': {
    raw: 'transfer-encoding: gzip, chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n',
  },
  '22 chunked twice': { raw: 'transfer-encoding: chunked, chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n' },
  '22 chunked twice, two lines': {
    raw: 'transfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n',
  },
  '23 chunk size overflow': {
    raw: 'transfer-encoding: chunked\r\n\r\n10000000000000000\r\nhello\r\n0\r\n\r\n',
  },
  '23 chunk size not hex': { raw: 'transfer-encoding: chunked\r\n\r\nxyz\r\nhello\r\n0\r\n\r\n' },
  '23 chunk longer than its size': { raw: 'transfer-encoding: chunked\r\n\r\n3\r\nhello\r\n0\r\n\r\n' },
  '24 bare LF in a chunk line': { raw: 'transfer-encoding: chunked\r\n\r\n5\nhello\n0\n\n' },
  '24 bare LF in header lines': { raw: 'content-length: 5\nx-a: 1\n\nhello' },
  '25 a chunk extension of 1 MiB': {
    raw: `transfer-encoding: chunked\r\n\r\n5;${'x'.repeat(1 << 20)}\r\nhello\r\n0\r\n\r\n`,
  },
  '26 last chunk missing': {
    raw: 'transfer-encoding: chunked\r\n\r\n5\r\nhello\r\n',
    code: 'ERR_SLUICE_BODY_CUT_SHORT',
  },
  '27 trailers of 1 MiB': {
    raw: `transfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nx: ${'x'.repeat(1 << 20)}\r\n\r\n`,
  },
  '28 a trailer named content-length': {
    raw: 'transfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\ncontent-length: 9\r\n\r\n',
  },
  '29 a folded transfer-encoding': { raw: 'transfer-encoding:\r\n chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n' },
  '29 a folded header': { raw: 'x-a: 1\r\n 2\r\ncontent-length: 5\r\n\r\nhello' },
  '30 space before the colon': { raw: 'content-length : 5\r\n\r\nhello' },
  '30 NUL in a value': { raw: 'x-a: 1\u00002\r\ncontent-length: 5\r\n\r\nhello' },
  '30 lone CR in a value': { raw: 'x-a: 1\r2\r\ncontent-length: 5\r\n\r\nhello' },
  '31 a header of 20 KiB': {
    raw: `x-a: ${'x'.repeat(20_480)}\r\ncontent-length: 5\r\n\r\nhello`,
    retryable: false,
  },
  '32 more header lines than allowed': {
    raw: `${'a: b\r\n'.repeat(3_000)}content-length: 5\r\n\r\nhello`,
    retryable: false,
  },
};

for (const [name, { raw, code = 'ERR_SLUICE_PROTOCOL', retryable }] of Object.entries(REFUSED)) {
  test(`${name}: a typed error, the connection gone`, async () => {
    const { origin, client, pool } = await rig();
    origin.on('/x').raw(`HTTP/1.1 200 OK\r\n${raw}`);
    const error = await failure(client.get('/x').bytes());
    expect(error).toMatchObject({ code });
    if (retryable !== undefined) expect(error['retryable']).toBe(retryable);
    expect(pool()).toMatchObject({ active: 0, idle: 0 });
    await until(() => origin.stats().open === 0);
  });
}

/** Whole messages that must end in an error. */
const HEADS: Record<string, string> = {
  '34 1,000 early hints': `${'HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(1_000)}HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n`,
  '35 endless 100': 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(50),
  '36 an unrequested 101':
    'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n',
  '39 garbage': 'no HTTP at all\r\n\r\n',
  '39 HTTP/0.9': '<html>hello</html>',
  '39 HTTP/3.7': 'HTTP/3.7 200 OK\r\ncontent-length: 0\r\n\r\n',
  '39 status 99': 'HTTP/1.1 99 Low\r\ncontent-length: 0\r\n\r\n',
  '39 status 099, as if it were informational':
    'HTTP/1.1 099 Low\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n',
  '39 status 1000': 'HTTP/1.1 1000 High\r\ncontent-length: 0\r\n\r\n',
};

for (const [name, raw] of Object.entries(HEADS)) {
  test(`${name}: a typed error at once`, async () => {
    const { origin, client, pool } = await rig();
    origin.on('/x').raw(raw);
    expect(await failure(client.get('/x').bytes())).toMatchObject({ code: 'ERR_SLUICE_PROTOCOL' });
    expect(pool()).toMatchObject({ active: 0, idle: 0 });
  });
}

test.each([
  ['40 status 999', 'HTTP/1.1 999 Odd\r\ncontent-length: 2\r\n\r\nok', 999],
  ['40 no reason phrase', 'HTTP/1.1 200\r\ncontent-length: 2\r\n\r\nok', 200],
  ['33 a header named __proto__', 'HTTP/1.1 200 OK\r\n__proto__: x\r\ncontent-length: 2\r\n\r\nok', 200],
  [
    '22 Chunked in capitals',
    'HTTP/1.1 200 OK\r\ntransfer-encoding: Chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n',
    200,
  ],
])('%s is taken', async (_name, raw, status) => {
  const { origin, client } = await rig();
  origin.on('/x').raw(raw);
  const response = await client.get('/x', { throwHttpErrors: false });
  expect(response.status).toBe(status);
  expect(await response.text()).toBe('ok');
  expect(response.lengthKnown).toBe(true);
});

test.each([
  ['37 a 204 with body bytes', 'GET', 'HTTP/1.1 204 No Content\r\ncontent-length: 4\r\n\r\nevil'],
  ['37 a HEAD with body bytes', 'HEAD', 'HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nevil'],
  ['P12 a 304 with body bytes', 'GET', 'HTTP/1.1 304 Not Modified\r\ncontent-length: 4\r\n\r\nevil'],
])('%s: the reply is delivered, the next call dials', async (_name, method, raw) => {
  const { origin, client } = await rig();
  origin.on('/x').raw(raw, { connection: 'keep' }, { nth: 1 });
  origin.on('/y').reply(200, { body: 'good' });
  const response = await client('/x', { method, throwHttpErrors: false });
  expect(await response.text()).toBe('');
  expect(await client.get('/y').text()).toBe('good');
  expect(origin.stats().opened).toBe(2);
});

test.each([
  ['38 a 304 with a length', 'GET', 'HTTP/1.1 304 Not Modified\r\ncontent-length: 10\r\n\r\n'],
  ['38 a HEAD with chunked', 'HEAD', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n'],
])('%s has no body and answers at once', async (_name, method, raw) => {
  const { origin, client } = await rig();
  origin.on('/x').raw(raw, { connection: 'keep' });
  const response = await client('/x', { method, throwHttpErrors: false });
  expect(await response.text()).toBe('');
  expect(response.lengthKnown).toBe(true);
});

test('42, P13: the response of a body that ends with its connection says so, and the connection is never reused', async () => {
  const { origin, client, pool } = await rig();
  origin.on('/x').raw('HTTP/1.1 200 OK\r\n\r\npart of it');
  const response = await client.get('/x');
  expect(response.lengthKnown).toBe(false);
  expect(await response.text()).toBe('part of it');
  await until(() => pool().idle === 0 && origin.stats().open === 0);
});

test('C2: header limits are options', async () => {
  const { origin, client } = await rig({
    transport: { maxResponseHeaderBytes: 40_000, maxResponseHeaders: 4_000 },
  });
  origin.on('/long').raw(`HTTP/1.1 200 OK\r\nx-a: ${'x'.repeat(30_000)}\r\ncontent-length: 2\r\n\r\nok`);
  origin.on('/many').raw(`HTTP/1.1 200 OK\r\n${'a: b\r\n'.repeat(3_000)}content-length: 2\r\n\r\nok`);
  expect(await client.get('/long').text()).toBe('ok');
  const many = await client.get('/many');
  expect(many.headers.getAll('a')).toHaveLength(3_000);
  expect(await many.text()).toBe('ok');
});

test('a chunked body of one-byte chunks is accepted', async () => {
  const { origin, client } = await rig();
  origin
    .on('/x')
    .reply(200, { body: { size: 3_000 }, framing: 'chunked', faults: [{ do: 'split', size: 1 }] });
  expect(await client.get('/x').bytes()).toHaveLength(3_000);
});
