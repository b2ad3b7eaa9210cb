import net from 'node:net';
import * as undici from 'undici';
import { expect, test } from 'vitest';
import { caCertificate } from '@sluice/fixtures';
import { type UndiciTransportOptions } from '../../src/index.ts';
import { dispatcherOf } from '../../src/dispatcher-api.ts';
import { failure, pause, rig, until } from '../support/setup.ts';

const HEAD = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n';

/** A chunk extension that never ends, as far as it comes; no byte of the body follows it. */
const ENDLESS = `5;${'x'.repeat(1 << 20)}`;

const REFUSED = { code: 'ERR_SLUICE_PROTOCOL', phase: 'body', retryable: false };

const ANSWERS: Record<string, string> = {
  'before the body': HEAD + ENDLESS,
  'after a piece of the body': `${HEAD}5\r\nhello\r\n${ENDLESS}`,
};

for (const [name, raw] of Object.entries(ANSWERS)) {
  test.each([false, true])(`25: a chunk extension without end ${name} is refused, TLS: %s`, async (tls) => {
    const { origin, client, pool } = await rig({
      origin: { tls },
      transport: tls ? { tls: { ca: caCertificate } } : {},
    });
    origin.on('/x').raw(raw, { connection: 'keep' });
    expect(await failure(client.get('/x').bytes())).toMatchObject(REFUSED);
    expect(pool()).toMatchObject({ active: 0, idle: 0 });
    await until(() => origin.stats().open === 0);
  });

  test(`25: a chunk extension without end ${name} of a discarded response is refused`, async () => {
    const { origin, client, pool } = await rig();
    origin.on('/x').raw(raw, { connection: 'keep' });
    const response = await client.get('/x', { drain: { bytes: 1 << 30, time: 60_000 } });
    response.discard();
    await until(() => pool().active === 0 && origin.stats().open === 0);
  });

  test(`25: a chunk extension without end ${name} on a connection that waits for a 100 is refused`, async () => {
    const { origin, client, pool } = await rig();
    origin.on('/x').raw(raw, { connection: 'keep' });
    const sent = client.post('/x', { body: 'hello', expectContinue: true }).bytes();
    expect(await failure(sent)).toMatchObject(REFUSED);
    await until(() => pool().active === 0 && origin.stats().open === 0);
  });

  test(`25: a chunk extension without end ${name} is refused for a caller of the dispatcher`, async () => {
    const { origin, registry, pool } = await rig();
    origin.on('/x').raw(raw, { connection: 'keep' });
    const { body } = await undici.request(origin.url('/x'), { dispatcher: dispatcherOf(registry) });
    expect(await failure(body.text())).toMatchObject({ code: 'HPE_USER', cause: REFUSED });
    await until(() => pool().active === 0 && origin.stats().open === 0);
  });
}

const SIZE = 8 << 20;

/** A socket that counts how often it is asked what it has read. */
function counted(port: number, host: string, count: () => void): net.Socket {
  const socket = net.connect(port, host);
  const read = Object.getOwnPropertyDescriptor(net.Socket.prototype, 'bytesRead')?.get as () => number;
  Object.defineProperty(socket, 'bytesRead', {
    get: () => {
      count();
      return read.call(socket);
    },
  });
  return socket;
}

test('25: only chunked responses are checked, on a connection that also had other responses', async () => {
  let asked = 0;
  const connect: UndiciTransportOptions['connect'] = ({ hostname, port }) =>
    counted(port, hostname, () => asked++);
  const { origin, client, registry } = await rig({ transport: { connect } });
  origin.on('/chunked').reply(200, { body: { size: 1_000 }, framing: 'chunked' });
  origin.on('/length').reply(200, { body: { size: SIZE } });
  const dispatcher = dispatcherOf(registry, { connect });
  const ways = [
    (path: string) => client.get(path).bytes(),
    async (path: string) => (await undici.request(origin.url(path), { dispatcher })).body.bytes(),
  ];
  for (const get of ways) {
    for (const path of ['/length', '/chunked', '/length']) {
      asked = 0;
      expect((await get(path)).length).toBe(path === '/length' ? SIZE : 1_000);
      expect(asked > 0).toBe(path === '/chunked');
    }
  }
  expect(origin.stats().opened).toBe(1);
});

test('25: bytes that wait for a paused reader do not count as framing', async () => {
  const { origin, client, registry } = await rig();
  origin.on('/x').reply(200, { body: { size: SIZE }, framing: 'chunked' });
  const response = await client.get('/x');
  await pause(100);
  expect((await response.bytes()).length).toBe(SIZE);
  const got = await new Promise<number>((resolve, reject) => {
    let bytes = 0;
    dispatcherOf(registry).dispatch(
      { origin: origin.url(''), path: '/x', method: 'GET' },
      {
        onRequestStart: () => undefined,
        onResponseStart(controller) {
          controller.pause();
          setTimeout(() => controller.resume(), 100);
        },
        onResponseData: (_controller, chunk) => (bytes += chunk.length),
        onResponseEnd: () => resolve(bytes),
        onResponseError: (_controller, error) => reject(error),
      },
    );
  });
  expect(got).toBe(SIZE);
});
