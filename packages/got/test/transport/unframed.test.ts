// Tests that got sends no body without framing, which a server would read as the next request.
import { Readable } from 'node:stream';
import got from 'got';
import { describe, expect, test } from 'vitest';
import { caCertificate } from '@sluice/fixtures';
import { rig } from '../setup.ts';

const SMUGGLED = 'GET /smuggled HTTP/1.1\r\nhost: a\r\n\r\n';

async function* pieces(): AsyncGenerator<Buffer> {
  yield Buffer.from(SMUGGLED.slice(0, 10));
  yield Buffer.from(SMUGGLED.slice(10));
}

const instance = got.extend({ https: { certificateAuthority: caCertificate } });

describe.each([false, true])('TLS: %s', (tls) => {
  test.each(['DELETE', 'OPTIONS', 'REPORT', 'POST'])('a stream as the body of a %s', async (method) => {
    const { origin, client } = await rig({ origin: { tls }, transport: { got: instance } });
    origin.on('/x').reply(200, { body: 'ok' });
    for (let turn = 0; turn < 2; turn++) {
      // oxlint-disable-next-line no-await-in-loop -- one call after the other
      expect(await client('/x', { method, body: pieces() }).text()).toBe('ok');
    }
    const seen = origin.seen();
    expect(seen.map((each) => [each.method, each.bodyBytes])).toEqual([
      [method, SMUGGLED.length],
      [method, SMUGGLED.length],
    ]);
    expect(seen.map((each) => each.header('transfer-encoding'))).toEqual(['chunked', 'chunked']);
  });

  test('a stream that a hook of the instance puts in the place of a body', async () => {
    const hook = (options: object): void =>
      void Object.assign(options, { body: Readable.from([Buffer.from(SMUGGLED)]) });
    const hooked = instance.extend({ hooks: { beforeRequest: [hook] } });
    const { origin, client } = await rig({ origin: { tls }, transport: { got: hooked } });
    origin.on('/x').reply(200, { body: 'ok' });
    expect(await client('/x', { method: 'DELETE', body: 'abc' }).text()).toBe('ok');
    expect(await client('/x', { method: 'DELETE', body: 'abc' }).text()).toBe('ok');
    expect(origin.seen().map(({ bodyBytes, connection }) => [bodyBytes, connection])).toEqual([
      [SMUGGLED.length, 1],
      [SMUGGLED.length, 2],
    ]);
  });
});

test('an instance with `allowGetBody` sends a GET without a body', async () => {
  const hooks = { beforeRequest: [() => undefined] };
  const handlers = [(options: object, next: (options: object) => unknown) => next(options)];
  for (const more of [{}, { hooks }, { handlers }]) {
    const got = instance.extend({ allowGetBody: true, ...(more as object) });
    // oxlint-disable no-await-in-loop -- one call after the other
    const { origin, client } = await rig({ transport: { got } });
    origin.on('/x').reply(200, { body: 'ok' });
    expect(await client('/x').text()).toBe('ok');
    // oxlint-enable no-await-in-loop
  }
});
