import { expect, test } from 'vitest';
import type { ExchangeFault, Reply } from '@sluice/fixtures';
import { failure, rig, until } from '../support/setup.ts';

interface Case {
  readonly fault: ExchangeFault | readonly ExchangeFault[];
  readonly reply?: Reply;
  readonly error: Record<string, unknown>;
}

const BODY: Reply = { body: { size: 1_000 } };

/** Faults of an exchange and what the call must fail with. */
const CASES: Record<string, Case> = {
  '5: reset before the answer': {
    fault: { do: 'reset', at: 'request' },
    error: { code: 'ERR_SLUICE_CONNECTION_LOST', phase: 'response', responseStarted: false },
  },
  '4: closed before the answer': {
    fault: { do: 'close', at: 'request' },
    error: { code: 'ERR_SLUICE_CONNECTION_LOST', phase: 'response', responseStarted: false },
  },
  '6: closed in the head': {
    fault: { do: 'close', at: 'head', after: 12 },
    error: { code: 'ERR_SLUICE_CONNECTION_LOST', phase: 'response', responseStarted: true },
  },
  '6: reset in the head': {
    fault: { do: 'reset', at: 'head', after: 12 },
    error: { code: 'ERR_SLUICE_CONNECTION_LOST', phase: 'response' },
  },
  '7: reset in the body': {
    fault: { do: 'reset', at: 'body', after: 100 },
    reply: BODY,
    error: { code: 'ERR_SLUICE_CONNECTION_LOST', phase: 'body' },
  },
  '7: closed in the body': {
    fault: { do: 'close', at: 'body', after: 100 },
    reply: BODY,
    error: { code: 'ERR_SLUICE_BODY_CUT_SHORT', bytes: 100 },
  },
  '26, P19: last chunk missing': {
    fault: { do: 'close', at: 'end' },
    reply: { ...BODY, framing: 'chunked' },
    error: { code: 'ERR_SLUICE_BODY_CUT_SHORT' },
  },
  '7, P19: shorter than declared': {
    fault: { do: 'length', declared: 2_000 },
    reply: { ...BODY, connection: 'close' },
    error: { code: 'ERR_SLUICE_BODY_CUT_SHORT' },
  },
  '42: reset in a body that the end of the connection ends': {
    fault: { do: 'reset', at: 'body', after: 100 },
    reply: { ...BODY, framing: 'close' },
    error: { code: 'ERR_SLUICE_CONNECTION_LOST', phase: 'body' },
  },
  '23, P19: chunk size that is no number': {
    fault: { do: 'badChunk', after: 10 },
    reply: BODY,
    error: { code: 'ERR_SLUICE_PROTOCOL', phase: 'body' },
  },
  '39: garbage for a head': {
    fault: { do: 'garbage', at: 'head' },
    error: { code: 'ERR_SLUICE_PROTOCOL', phase: 'response' },
  },
  '31: head over the limit': {
    fault: { do: 'padHead', bytes: 40_000 },
    error: { code: 'ERR_SLUICE_PROTOCOL', retryable: false },
  },
};

for (const [name, { fault, reply, error }] of Object.entries(CASES)) {
  test(`${name}: a typed error, the connection gone, nothing left`, async () => {
    const { origin, client, pool } = await rig();
    origin.on('/x').reply(200, reply).fault(fault);
    expect(await failure(client.get('/x').bytes())).toMatchObject(error);
    expect(pool()).toMatchObject({ active: 0, idle: 0 });
    await until(() => origin.stats().open === 0);
  });
}

test('a streaming reader receives the arrived part of the body, then the error', async () => {
  const { origin, client } = await rig();
  origin.on('/x').reply(200, BODY).fault({ do: 'close', at: 'body', after: 100 });
  const response = await client.get('/x');
  let received = 0;
  const read = async (): Promise<void> => {
    for await (const chunk of response) received += chunk.length;
  };
  expect(await failure(read())).toMatchObject({ code: 'ERR_SLUICE_BODY_CUT_SHORT' });
  expect(received).toBe(100);
});

test.each([
  ['garbage', 'HTTP/1.1 200 OK\r\n\r\n'],
  ['a forged response', 'HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nevil'],
])('13, 14, P9: bytes after a body (%s) end the connection; the next call dials', async (_name, bytes) => {
  const { origin, client } = await rig();
  origin.on('/x').reply(200, { body: 'good' }).fault({ do: 'extra', at: 'end', bytes }, { nth: 1 });
  expect(await client.get('/x').text()).toBe('good');
  expect(await client.get('/x').text()).toBe('good');
  expect(origin.stats().opened).toBe(2);
});

test('14, P10: bytes on an idle connection end it; the next call dials', async () => {
  const { origin, client, pool } = await rig();
  origin
    .on('/x')
    .reply(200, { body: 'good' })
    .fault(
      { do: 'extra', at: 'idle', bytes: 'HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nevil', wait: 10 },
      { nth: 1 },
    );
  expect(await client.get('/x').text()).toBe('good');
  await until(() => pool().idle === 0);
  expect(await client.get('/x').text()).toBe('good');
  expect(origin.stats().opened).toBe(2);
});

test('12, P15: an early response to an upload that the server does not read is delivered, and its connection is not reused', async () => {
  const { origin, client } = await rig();
  origin.on('/upload').reply(413, { upload: 'unread', body: 'too much' });
  origin.on('/x').reply(200, { body: 'good' });
  const response = await client.post('/upload', { body: new Uint8Array(8 << 20), throwHttpErrors: false });
  expect(response.status).toBe(413);
  expect(await response.text()).toBe('too much');
  expect(await client.get('/x').text()).toBe('good');
  expect(origin.stats().opened).toBe(2);
});

test('a body over maxResponseBytes is an error and ends its connection', async () => {
  const { origin, client, pool } = await rig();
  origin.on('/x').reply(200, { body: { size: 100_000 } });
  const error = await failure(client.get('/x', { maxResponseBytes: 1_000 }).bytes());
  expect(error).toMatchObject({ code: 'ERR_SLUICE_BODY_LIMIT' });
  expect(pool()).toMatchObject({ active: 0, idle: 0 });
  expect((await client.get('/x', { maxResponseBytes: 100_000 }).bytes()).length).toBe(100_000);
});

test('the body of an HttpError is kept within its bound', async () => {
  const { origin, client, pool } = await rig();
  origin.on('/small').reply(404, { json: { why: 'gone' } });
  origin.on('/endless').reply(500, { body: { endless: true } });
  origin.on('/late').reply(500, { body: 'begin', faults: [{ do: 'stall', at: 'body', after: 3 }] });
  const small = await failure(client.get('/small'));
  expect(small).toMatchObject({ code: 'ERR_SLUICE_HTTP_STATUS', status: 404, response: { complete: true } });
  expect((small as { json?(): unknown }).json?.()).toEqual({ why: 'gone' });
  const endless = await failure(client.get('/endless', { errorBody: { bytes: 1_000 } }));
  expect(endless).toMatchObject({ status: 500, response: { complete: false } });
  expect((endless['response'] as { body: Uint8Array }).body.length).toBe(1_000);
  const late = await failure(client.get('/late', { errorBody: { time: 30 } }));
  expect((late as { text?(): string }).text?.()).toBe('beg');
  await until(() => pool().active === 0 && pool().idle === 0);
});
