// Calls of a process whose timers are fake.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { http2Rig } from '../support/http2-setup.ts';
import { rig } from '../support/setup.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('first calls work while the test runner fakes timers', async () => {
  const { client, origin } = await rig();
  origin.on('/x').reply(200, { body: 'ok' });
  expect(await client.get('/x').text()).toBe('ok');
  expect(await client.get('/x').text()).toBe('ok');
});

test('with fake timers, a closed HTTP/2 connection does not delay the dial of the next one', async () => {
  const { client, server } = await http2Rig({ pool: { keepAlive: false } });
  expect(await client.get('/ok').text()).toBe('ok');
  expect(await client.get('/ok').text()).toBe('ok');
  expect(server.opened).toBe(2);
});

test.each(['plain', 'HTTP/2'])('with fake timers, an upload of many pieces is sent: %s', async (kind) => {
  const { client, server, origin } =
    kind === 'plain' ? { ...(await rig()), server: undefined } : await http2Rig();
  origin.on('/x').reply(200, { body: 'ok' });
  server?.on('/x', async (exchange) => {
    for await (const piece of exchange.stream) void piece;
    exchange.reply(200, 'ok');
  });
  const pieces = Array.from({ length: 300 }, () => new Uint8Array(10));
  const body = async function* (): AsyncGenerator<Uint8Array> {
    yield* pieces;
  };
  expect(await client.post('/x', { body: body() }).text()).toBe('ok');
});
