import http2 from 'node:http2';
import { expect, test } from 'vitest';
import type { Http2Exchange } from '@sluice/fixtures';
import { frame, STATUS_200 } from '../support/http2-frames.ts';
import { freezable, http2Rig, rawServer, REPORTS_VIOLATIONS } from '../support/http2-setup.ts';
import { failure, pause, until } from '../support/setup.ts';

const { constants } = http2;

const code = (value: number): Buffer => Buffer.from([0, 0, 0, value]);

test('63: a refused stream is sent again once at once, whatever its method, and the error says that it was not processed', async () => {
  const { client, server } = await http2Rig();
  server.on('/once', (exchange) => {
    if (exchange.attempt === 1) exchange.stream.close(constants.NGHTTP2_REFUSED_STREAM);
    else exchange.reply(200, 'second');
  });
  let seen = 0;
  server.on('/never', ({ stream }) => {
    seen++;
    stream.close(constants.NGHTTP2_REFUSED_STREAM);
  });
  const response = await client.post('/once', { body: 'x' });
  expect(await response.text()).toBe('second');
  expect(response.attempts).toMatchObject([{ replays: 1 }]);
  const error = await failure(client.post('/never', { body: 'x' }));
  expect(error).toMatchObject({
    code: 'ERR_SLUICE_CONNECTION_LOST',
    systemCode: 'ERR_HTTP2_UNPROCESSED',
    unprocessed: true,
  });
  expect(seen).toBe(2);
});

test('63: a GOAWAY during requests loses none: accepted streams end, later ones are sent again', async () => {
  const { client, server } = await http2Rig();
  const seen: string[] = [];
  server.on('/slow', async (exchange) => {
    const body = String(await exchange.body());
    if (exchange.sessionNumber === 1 && server.opened === 1 && body === '3') {
      // Streams 1 and 3 were warm-up and the first POST; all after that are told they were not seen.
      exchange.session.goaway(constants.NGHTTP2_NO_ERROR, exchange.stream.id);
    }
    seen.push(body);
    await pause(20);
    exchange.reply(200, body);
  });
  await client.get('/ok').text();
  const posts = Array.from({ length: 10 }, (_, index) =>
    client.post('/slow', { body: String(index) }).text(),
  );
  expect(await Promise.all(posts)).toEqual(Array.from({ length: 10 }, (_, index) => String(index)));
  expect(await client.get('/ok').text()).toBe('ok');
  expect(server.opened).toBeGreaterThanOrEqual(2);
});

test('P24: after a GOAWAY new streams go elsewhere and the connection ends with its last stream', async () => {
  const { client, server } = await http2Rig();
  let goes = false;
  const answered = Promise.withResolvers<void>();
  server.on('/slow', async (exchange) => {
    exchange.session.goaway(constants.NGHTTP2_NO_ERROR, exchange.stream.id);
    goes = true;
    await answered.promise;
    exchange.reply(200, 'slow');
  });
  const slow = client.get('/slow').text();
  await until(() => goes);
  await pause(20);
  expect(await client.get('/ok').text()).toBe('ok');
  answered.resolve();
  expect(await slow).toBe('slow');
  expect(server.opened).toBe(2);
  await until(() => server.sessions.length === 1);
});

test.each([
  ['INTERNAL_ERROR', constants.NGHTTP2_INTERNAL_ERROR],
  ['ENHANCE_YOUR_CALM', constants.NGHTTP2_ENHANCE_YOUR_CALM],
  ['HTTP_1_1_REQUIRED', constants.NGHTTP2_HTTP_1_1_REQUIRED],
  ['CODE_99', 99],
])('64: another reset (%s) is an error with its name', async (name, code) => {
  const { client, server } = await http2Rig();
  server.on('/reset', ({ stream }) => stream.close(code));
  const error = await failure(client.post('/reset', { body: 'x' }));
  expect(error).toMatchObject({ code: 'ERR_SLUICE_CONNECTION_LOST', systemCode: `ERR_HTTP2_${name}` });
  expect(await client.get('/ok').text()).toBe('ok');
  expect(server.opened).toBe(1);
});

test('64: a session lost in the body is a body cut short', async () => {
  const { client, server, pool } = await http2Rig();
  let cut = (): void => undefined;
  server.on('/cut', ({ stream, session }) => {
    stream.respond({ ':status': 200 });
    stream.write('part');
    cut = () => session.destroy();
  });
  const response = await client.get('/cut');
  cut();
  expect(await failure(response.bytes())).toMatchObject({
    code: expect.stringMatching(/BODY_CUT_SHORT|CONNECTION_LOST/),
  });
  await until(() => pool().idle === 0);
  expect(await client.get('/ok').text()).toBe('ok');
});

test.each([
  ['NO_ERROR', 0, true, 'ERR_SLUICE_BODY_CUT_SHORT'],
  ['NO_ERROR', 0, false, 'ERR_SLUICE_BODY_CUT_SHORT'],
  ['CANCEL', 8, false, 'ERR_SLUICE_BODY_CUT_SHORT'],
  ['PROTOCOL_ERROR', 1, true, 'ERR_SLUICE_BODY_CUT_SHORT'],
  ['INTERNAL_ERROR', 2, false, 'ERR_SLUICE_CONNECTION_LOST'],
  ['REFUSED_STREAM', 7, true, 'ERR_SLUICE_CONNECTION_LOST'],
])('64: a reset in the body (%s) is never a short success', async (_name, reset, known, lost) => {
  const { client } = await http2Rig();
  // 0x0f 0x0d: a literal content-length, of two bytes: 99.
  const head = known ? Buffer.from([0x88, 0x0f, 0x0d, 0x02, 0x39, 0x39]) : STATUS_200;
  const url = await rawServer((stream) =>
    Buffer.concat([
      frame(1, 4, stream, head),
      frame(0, 0, stream, Buffer.from('part')),
      frame(3, 0, stream, code(reset)),
    ]),
  );
  const error = await failure(client.get(url, { allowOtherOrigin: true }).bytes());
  expect(error).toMatchObject({ code: lost });
});

test('64: a reset without an error after the end of a response does not cut it short (RFC 9113 section 8.1)', async () => {
  const { client } = await http2Rig();
  const url = await rawServer((stream) =>
    Buffer.concat([
      frame(1, 4, stream, STATUS_200),
      frame(0, 1, stream, Buffer.from('whole')),
      frame(3, 0, stream, code(0)),
    ]),
  );
  const body = new Uint8Array(1_000_000);
  expect(await client.post(url, { body, allowOtherOrigin: true }).text()).toBe('whole');
});

test('64: a stream reset without an error instead of a body is not an empty response', async () => {
  const { client } = await http2Rig();
  const url = await rawServer((stream) =>
    Buffer.concat([frame(1, 4, stream, STATUS_200), frame(3, 0, stream, code(0))]),
  );
  const error = await failure(client.get(url, { allowOtherOrigin: true }).bytes());
  expect(error).toMatchObject({ code: 'ERR_SLUICE_BODY_CUT_SHORT' });
});

test.each([
  [
    'CONTINUATION without end',
    (stream: number) =>
      Buffer.concat([
        frame(1, 0, stream, STATUS_200),
        ...Array.from({ length: 5_000 }, () => frame(9, 0, stream)),
      ]),
  ],
  [
    'a frame of another stream inside headers',
    (stream: number) => Buffer.concat([frame(1, 0, stream, STATUS_200), frame(0, 0, stream)]),
  ],
  ['a push that was not allowed', (stream: number) => frame(5, 4, stream, Buffer.from([0, 0, 0, 2, 0x82]))],
  ['a header table that breaks', (stream: number) => frame(1, 4, stream, Buffer.from([0xff, 0xff, 0xff]))],
  [
    'chunked',
    (stream: number) =>
      frame(1, 4, stream, Buffer.concat([STATUS_200, Buffer.from([0x0f, 0x2a, 7]), Buffer.from('chunked')])),
  ],
])('66: %s ends in an error', async (_name, answer) => {
  const { client, pool } = await http2Rig();
  const url = await rawServer(answer);
  const error = await failure(
    client.get(url, { allowOtherOrigin: true, timeout: { responseHeader: 2_000 } }),
  );
  expect(error['name']).toMatch(REPORTS_VIOLATIONS ? /^NetworkError$/ : /^(Network|Timeout)Error$/);
  expect(pool().active).toBe(0);
});

test('65: an end short of the length', async () => {
  const { client, server } = await http2Rig();
  server.on('/short', (exchange) => exchange.reply(200, 'half', { 'content-length': '8' }));
  const error = await failure(client.get('/short').bytes());
  expect(error).toMatchObject({ code: expect.stringMatching(/^ERR_SLUICE_(BODY_CUT_SHORT|PROTOCOL)$/) });
});

const LIMITS: Record<string, (exchange: Http2Exchange) => void> = {
  'too many header bytes': (exchange) => exchange.reply(200, 'x', { 'x-a': 'x'.repeat(40_000) }),
  'too many header bytes, informational answers counted': (exchange) => {
    const headers = { 'x-a': 'x'.repeat(6_000) };
    for (let count = 0; count < 2; count++) {
      exchange.stream.additionalHeaders({ ':status': 103, ...headers });
    }
    exchange.reply(200, 'x', headers);
  },
  'too many header bytes, trailers counted': (exchange) => {
    const headers = { 'x-a': 'x'.repeat(9_000) };
    exchange.stream.respond({ ':status': 200, ...headers }, { waitForTrailers: true });
    exchange.stream.on('wantTrailers', () => exchange.stream.sendTrailers(headers));
    exchange.stream.end('x');
  },
  'too many header lines': (exchange) =>
    exchange.reply(200, 'x', Object.fromEntries(Array.from({ length: 1_100 }, (_, at) => [`x-${at}`, '1']))),
  'a flood of early hints': (exchange) => {
    for (let count = 0; count < 1_000; count++) exchange.stream.additionalHeaders({ ':status': 103 });
    exchange.reply(200, 'x');
  },
};

test.each(Object.keys(LIMITS))('66: %s', async (name) => {
  const { client, server, pool } = await http2Rig();
  server.on('/x', LIMITS[name] as (exchange: Http2Exchange) => void);
  expect(await failure(client.get('/x').bytes())).toMatchObject({ name: 'NetworkError' });
  expect(await client.get('/ok').text()).toBe('ok');
  expect(pool().active).toBe(0);
});

test('67: a silent server exceeds the limits of the phases, and an unanswered PING ends the connection', async () => {
  const { connect, freeze } = freezable();
  const { client, server, pool } = await http2Rig({
    transport: { http2: { pingAfter: 30, pingTimeout: 40 }, connect },
  });
  server.on('/stall', () => undefined);
  const error = await failure(client.get('/stall', { timeout: { responseHeader: 20 } }));
  expect(error).toMatchObject({ code: 'ERR_SLUICE_TIMEOUT', phase: 'responseHeader' });
  // The server answers PINGs: however long it takes, the connection lives.
  const waiting = failure(client.get('/stall', { signal: AbortSignal.timeout(200) }));
  expect((await waiting)['name']).toBe('TimeoutError');
  expect(pool()).toMatchObject({ idle: 1 });
  const lost = failure(client.post('/stall', { body: 'x', timeout: false }));
  freeze();
  expect(await lost).toMatchObject({
    code: 'ERR_SLUICE_CONNECTION_LOST',
    systemCode: 'ERR_HTTP2_PING_TIMEOUT',
  });
  expect(pool()).toMatchObject({ active: 0, idle: 0 });
});

test('67, P24: a silently dead connection is detected by exchanges shorter than pingAfter', async () => {
  const { connect, freeze } = freezable();
  const { client, pool } = await http2Rig({
    transport: { http2: { pingAfter: 60_000, pingTimeout: 100 }, connect },
  });
  expect(await client.get('/ok').text()).toBe('ok');
  freeze();
  const outcomes: string[] = [];
  while (outcomes.at(-1) !== 'ok' && outcomes.length < 50) {
    const call = client.get('/ok', { timeout: { responseHeader: 20 } }).text();
    outcomes.push(await call.catch((error: { code: string }) => error.code));
  }
  expect(outcomes.at(-1)).toBe('ok');
  expect(outcomes[0]).toBe('ERR_SLUICE_TIMEOUT');
  expect(pool()).toMatchObject({ opened: 2, active: 0 });
});

test('P24: a connection that answers after one of its streams was aborted is kept', async () => {
  const { client, server, pool } = await http2Rig({
    transport: { http2: { pingAfter: 60_000, pingTimeout: 50 } },
  });
  server.on('/stall', () => undefined);
  await failure(client.get('/stall', { timeout: { responseHeader: 20 } }));
  await failure(client.get('/stall', { timeout: { responseHeader: 20 } }));
  await pause(100);
  expect(await client.get('/ok').text()).toBe('ok');
  expect(pool()).toMatchObject({ opened: 1, idle: 1 });
});

test('64: GOAWAY with ENHANCE_YOUR_CALM is an error with that name', async () => {
  const { client, server } = await http2Rig();
  server.on('/x', ({ session, stream }) => session.goaway(constants.NGHTTP2_ENHANCE_YOUR_CALM, stream.id));
  const error = await failure(client.get('/x', { timeout: { responseHeader: 1_000 } }));
  expect(error).toMatchObject({
    code: 'ERR_SLUICE_CONNECTION_LOST',
    systemCode: 'ERR_HTTP2_ENHANCE_YOUR_CALM',
  });
});

test('P24, P25: a 421 is the response, because its connection was never shared with another origin; new streams use other connections', async () => {
  const { client, server, pool } = await http2Rig();
  server.on('/x', (exchange) => exchange.reply(421, 'misdirected'));
  server.on('/slow', async (exchange) => {
    await pause(60);
    exchange.reply(200, 'slow');
  });
  expect(await client.get('/ok').text()).toBe('ok');
  const slow = client.get('/slow').text();
  const response = await client.get('/x', { throwHttpErrors: false });
  expect(response.status).toBe(421);
  expect(await response.text()).toBe('misdirected');
  expect(await client.get('/ok').text()).toBe('ok');
  expect(server.opened).toBe(2);
  expect(await slow).toBe('slow');
  await until(() => server.sessions.length === 1);
  expect(pool()).toMatchObject({ idle: 1, active: 0 });
});

test('P24: if SETTINGS are not acknowledged, new streams use other connections and accepted streams finish', async () => {
  const { client, pool } = await http2Rig({ transport: { http2: { pingTimeout: 50 } } });
  const sockets = new Set<object>();
  let answerFirst = (): void => {};
  const url = await rawServer((stream, socket) => {
    const answer = Buffer.concat([frame(1, 4, stream, STATUS_200), frame(0, 1, stream, Buffer.from('ok'))]);
    if (sockets.size > 0) {
      sockets.add(socket);
      return answer;
    }
    sockets.add(socket);
    answerFirst = () => socket.write(answer);
    return frame(4, 0, 0);
  }, false);
  const get = (): Promise<string> => client.get(url, { allowOtherOrigin: true }).text();
  const first = get();
  while (sockets.size < 2) {
    expect(await get()).toBe('ok');
    await pause(5);
  }
  answerFirst();
  expect(await first).toBe('ok');
  await until(() => pool().active === 0);
});

test('P24: a server that acknowledges SETTINGS keeps its connection', async () => {
  const { client, server } = await http2Rig({ transport: { http2: { pingTimeout: 50 } } });
  expect(await client.get('/ok').text()).toBe('ok');
  await pause(100);
  expect(await client.get('/ok').text()).toBe('ok');
  expect(server.opened).toBe(1);
});

test('P25: origins with the same certificate do not share a connection', async () => {
  const { client, server } = await http2Rig();
  for (const host of ['localhost', '127.0.0.1']) {
    const url = `https://${host}:${server.port}/ok`;
    expect(await client.get(url, { allowOtherOrigin: true }).text()).toBe('ok');
  }
  expect(server.opened).toBe(2);
});

test.runIf(REPORTS_VIOLATIONS)('66: a flood of ORIGIN frames ends the connection', async () => {
  const { client, pool } = await http2Rig();
  const names = Buffer.concat(
    Array.from({ length: 200 }, (_, at) => {
      const name = Buffer.from(`https://${at}.example`);
      return Buffer.concat([Buffer.from([0, name.length]), name]);
    }),
  );
  const url = await rawServer((stream) =>
    Buffer.concat([
      ...Array.from({ length: 300 }, () => frame(12, 0, 0, names)),
      frame(1, 4, stream, STATUS_200),
      frame(0, 1, stream, Buffer.from('ok')),
    ]),
  );
  const error = await failure(client.get(url, { allowOtherOrigin: true }));
  expect(error).toMatchObject({ code: 'ERR_SLUICE_CONNECTION_LOST' });
  expect(pool()).toMatchObject({ active: 0, idle: 0 });
});

test('66: frames without progress end in an error or at a limit', async () => {
  const { client, pool } = await http2Rig();
  const url = await rawServer((stream) =>
    Buffer.concat([
      frame(1, 4, stream, STATUS_200),
      ...Array.from({ length: 20_000 }, () => frame(0, 0, stream)),
    ]),
  );
  const error = await failure(
    client.get(url, { allowOtherOrigin: true, signal: AbortSignal.timeout(500) }).bytes(),
  );
  expect(['TimeoutError', 'NetworkError', 'BodyError']).toContain(error['name']);
  expect(pool().active).toBe(0);
});

test('66: a frame size that is out of range ends the connection', async () => {
  const { client, pool } = await http2Rig();
  const size = Buffer.alloc(6);
  size.writeUInt16BE(5, 0);
  const url = await rawServer(() => frame(4, 0, 0, size));
  const error = await failure(
    client.get(url, { allowOtherOrigin: true, timeout: { responseHeader: 2_000 } }),
  );
  expect(error['name']).toBe('NetworkError');
  expect(pool()).toMatchObject({ active: 0, idle: 0 });
});
