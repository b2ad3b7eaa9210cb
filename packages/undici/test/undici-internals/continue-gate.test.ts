import { once } from 'node:events';
import net from 'node:net';
import { Duplex } from 'node:stream';
import { Client } from 'undici';
import { expect, test } from 'vitest';
import { caCertificate, createFaultOrigin, type EchoedRequest, type Http2Exchange } from '@sluice/fixtures';
import { http2Rig } from '../support/http2-setup.ts';
import { failure, pause, rig, until } from '../support/setup.ts';

async function* stream(): AsyncGenerator<string> {
  yield 'one';
  yield 'two';
}

const BODIES: Record<string, () => unknown> = {
  'a string': () => 'hello',
  'many bytes': () => new Uint8Array(1 << 20),
  'a stream': stream,
};

for (const [name, body] of Object.entries(BODIES)) {
  test(`the head goes first, ${name} follows the 100, the connection is used again`, async () => {
    const { origin, client } = await rig();
    origin.on('/x').echo();
    for (let count = 0; count < 3; count++) {
      const echoed = await client
        .post('/x', { body: body() as string, expectContinue: true, timeout: { expectContinue: false } })
        .json<EchoedRequest>();
      expect(Object.fromEntries(echoed.headers)).toMatchObject({ expect: '100-continue' });
      expect(echoed.bodyBytes).toBeGreaterThan(0);
    }
    expect(origin.stats().opened).toBe(1);
  });
}

test('a request without a body expects nothing', async () => {
  const { origin, client } = await rig();
  origin.on('/x').echo();
  const echoed = await client.get('/x', { expectContinue: true }).json<EchoedRequest>();
  expect(Object.fromEntries(echoed.headers)).not.toHaveProperty('expect');
});

test('a silent server receives the body after the limit', async () => {
  const { origin, client } = await rig();
  origin.on('/x', { sendContinue: false }).echo();
  const echoed = await client
    .post('/x', { body: 'hello', expectContinue: true, timeout: { expectContinue: 30 } })
    .json<EchoedRequest>();
  expect(echoed.bodyBytes).toBe(5);
});

test.each([200, 417, 500])(
  'P16: a final %i comes without the body, and closes the connection',
  async (status) => {
    const { origin, client } = await rig();
    origin.on('/x', { sendContinue: false }).reply(status, { upload: 'early', body: 'no need' });
    origin.on('/y').reply(200, { body: 'good' });
    for (const body of ['hello', new Uint8Array(1 << 20)]) {
      const response = await client.post('/x', { body, expectContinue: true, throwHttpErrors: false });
      expect(response.status).toBe(status);
      expect(await response.text()).toBe('no need');
    }
    expect(origin.seen('/x').map((request) => request.bodyBytes)).toEqual([0, 0]);
    expect(origin.stats().opened).toBe(2);
    await until(() => origin.stats().open === 0);
  },
);

test('informational answers pass, a hundred 100s do not', async () => {
  const { origin, client } = await rig();
  origin.on('/x').reply(200, { informational: [{ status: 103, times: 2 }, { status: 100 }], body: 'yes' });
  origin.on('/flood').reply(200, { informational: [{ status: 100, times: 100 }] });
  expect(await client.post('/x', { body: 'b', expectContinue: true }).text()).toBe('yes');
  const error = await failure(client.post('/flood', { body: 'b', expectContinue: true }));
  expect(error).toMatchObject({ code: 'ERR_SLUICE_PROTOCOL' });
});

test('an abort while the body waits leaves nothing open', async () => {
  const { origin, client, pool } = await rig();
  origin.on('/x', { sendContinue: false }).echo();
  const enough = new Error('enough');
  const controller = new AbortController();
  const options = { body: 'b', expectContinue: true, signal: controller.signal } as const;
  const failed = failure(client.post('/x', options));
  await until(() => origin.stats().requests === 1);
  controller.abort(enough);
  expect(await failed).toBe(enough);
  expect(pool()).toMatchObject({ active: 0, idle: 0 });
  await until(() => origin.stats().open === 0);
});

test('6: a head that is cut short counts as a response that had begun', async () => {
  const { origin, client } = await rig();
  origin.on('/x').echo();
  origin.on('/cut').reply(200).fault({ do: 'close', at: 'head', after: 12 });
  const options = { body: 'b', expectContinue: true } as const;
  // On a connection that was used before, an idempotent request would be sent again if nothing had come.
  await client.put('/x', options).drain();
  const error = await failure(client.put('/cut', options));
  expect(error).toMatchObject({ code: 'ERR_SLUICE_CONNECTION_LOST', reused: true, responseStarted: true });
  expect(origin.seen('/cut')).toHaveLength(1);
});

test.each([1, 2, 8])(
  'requests that wait for a 100 and others share %i connections of their host, and no more are ever open',
  async (limit) => {
    const { origin, client, pool } = await rig({ pool: { maxPerHost: limit, maxIdlePerHost: 1 } });
    origin.on('/x').echo();
    const sizes = Array.from({ length: 60 }, (_, index) => (index % 7 === 0 ? 300_000 : index + 1));
    const calls = sizes.map((size, index) =>
      client
        .post('/x', { body: new Uint8Array(size), expectContinue: index % 2 === 1 })
        .json<EchoedRequest>(),
    );
    const echoed = await Promise.all(calls);
    expect(echoed.map(({ bodyBytes }) => bodyBytes)).toEqual(sizes);
    const expecting = echoed.map(({ headers }) => Object.fromEntries(headers)['expect']);
    expect(expecting).toEqual(sizes.map((_, index) => (index % 2 === 1 ? '100-continue' : undefined)));
    expect(origin.stats()).toMatchObject({ opened: limit, peakOpen: limit });
    expect(Object.keys(pool().hosts)).toHaveLength(1);
    // `maxIdlePerHost` is for all of them.
    expect(pool().idle).toBe(1);
    await until(() => origin.stats().open === 1);
  },
);

test('35: an unrequested 100 is skipped on a connection that has waited for a 100', async () => {
  const { origin, client } = await rig({ pool: { maxPerHost: 1 } });
  origin.on('/x').echo();
  origin.on('/y').reply(200, { body: 'ok', informational: [{ status: 100 }] });
  for (let round = 0; round < 2; round++) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other on one connection
    expect(await client.get('/y').text()).toBe('ok');
    // oxlint-disable-next-line no-await-in-loop -- one after the other on one connection
    await client.post('/x', { body: 'a', expectContinue: true }).json();
  }
  expect(origin.stats().opened).toBe(1);
});

test('over TLS, and over a stream that is no socket of Node.js', async () => {
  await using secure = await createFaultOrigin({ tls: true });
  secure.on('/x').reply(200, { informational: [{ status: 103 }, { status: 100 }], body: 'ok' });
  const patient = { expectContinue: true, timeout: { expectContinue: false } } as const;
  const connect = async ({ port }: { port: number }): Promise<Duplex> => {
    const socket = net.connect(port, '127.0.0.1');
    await once(socket, 'connect');
    return Duplex.from({ readable: socket, writable: socket });
  };
  for (const transport of [{ tls: { ca: caCertificate } }, { tls: { ca: caCertificate }, connect }]) {
    const { origin, client } = await rig({ transport });
    origin.on('/x').echo();
    for (let count = 0; count < 3; count++) {
      const body = new Uint8Array(300_000);
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const echoed = await client.post('/x', { ...patient, body }).json<EchoedRequest>();
      expect(echoed.bodyBytes).toBe(300_000);
      const options = { ...patient, body: 'small', allowOtherOrigin: true } as const;
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      expect(await client.post(secure.url('/x'), options).text()).toBe('ok');
    }
    expect(origin.stats().opened).toBe(1);
  }
  expect(secure.stats().opened).toBe(2);
});

test('HTTP/2: the body follows the 100, a silent server receives it after the limit, and a final response arrives without it', async () => {
  const { server, client, pool } = await http2Rig();
  const seen: Record<string, number> = {};
  const answer =
    (name: string, continues: boolean) =>
    async ({ stream, headers, body, reply }: Http2Exchange): Promise<void> => {
      expect(headers.expect).toBe('100-continue');
      let early = 0;
      stream.once('readable', () => (early = stream.readableLength));
      await pause(20);
      expect(early).toBe(0);
      if (continues) stream.additionalHeaders({ ':status': 100 });
      seen[name] = (await body()).length;
      reply(200, name);
    };
  server.on('/asked', answer('asked', true));
  server.on('/streamed', answer('streamed', true));
  server.on('/silent', answer('silent', false));
  server.on('/refused', ({ stream, reply }) => {
    reply(417, 'no');
    stream.on('data', (bytes: Buffer) => (seen['refused'] = bytes.length));
  });
  server.on('/plain', async ({ headers, body, reply }) => {
    expect(headers.expect).toBeUndefined();
    reply(200, String((await body()).length));
  });
  const body = new Uint8Array(300_000);
  const wait = { body, expectContinue: true, timeout: { expectContinue: false } } as const;
  const calls = [
    client.post('/asked', wait).text(),
    client.post('/streamed', { ...wait, body: stream() }).text(),
    client.post('/silent', { ...wait, timeout: { expectContinue: 60 } }).text(),
    client.post('/refused', { ...wait, throwHttpErrors: false }).text(),
    client.post('/plain', { body }).text(),
  ];
  expect(await Promise.all(calls)).toEqual(['asked', 'streamed', 'silent', 'no', '300000']);
  expect(seen).toEqual({ asked: 300_000, streamed: 6, silent: 300_000 });
  expect(server.opened).toBe(1);
  expect(pool()).toMatchObject({ opened: 1, active: 0 });
});

test('HTTP/2: an abort while the body waits leaves nothing open', async () => {
  const { server, client, pool } = await http2Rig();
  let asked = 0;
  server.on('/x', () => void asked++);
  const controller = new AbortController();
  const options = { body: 'b', expectContinue: true, signal: controller.signal } as const;
  const failed = failure(client.post('/x', options));
  await until(() => asked === 1);
  const enough = new Error('enough');
  controller.abort(enough);
  expect(await failed).toBe(enough);
  expect(pool().active).toBe(0);
});

test('undici itself refuses the header expect, and sends a body without waiting', async () => {
  const { origin } = await rig();
  origin.on('/x').echo();
  const client = new Client(origin.url());
  const put = { method: 'PUT', path: '/x', body: 'hello' } as const;
  expect(await failure(client.request({ ...put, headers: { expect: '100-continue' } }))).toMatchObject({
    code: 'UND_ERR_NOT_SUPPORTED',
  });
  const { body } = await client.request({ ...put, expectContinue: true });
  const { headers } = (await body.json()) as EchoedRequest;
  expect(headers.filter(([name]) => name.toLowerCase() === 'expect')).toEqual([]);
  await client.close();
});
