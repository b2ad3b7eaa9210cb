import { expect, test } from 'vitest';
import { undiciTransport, type SluiceOptions } from 'sluice';
import { checkLeaks, clientOf, failure, originOf, pause } from '../setup.ts';

checkLeaks();

test('75: an abort before the start, while waiting, in a backoff and in a drain is one error, and leaves nothing open', async () => {
  const origin = await originOf();
  origin.on('/stall').fault({ do: 'stall', at: 'request' });
  origin.on('/503').reply(503, { body: 'down' });
  origin.on('/drained').reply(503, { body: { endless: true, bytesPerSecond: 10_000 } });
  const client = clientOf({
    baseUrl: origin.url(),
    gate: { maxPerHost: 1 },
    retry: { minDelay: 60_000, maxDelay: 60_000, backoff: 'constant' },
    drain: { bytes: 1 << 20, time: 5_000 },
  });
  const why = new Error('enough');
  expect(await failure(client.get('/x', { signal: AbortSignal.abort(why) }))).toBe(why);
  expect(origin.stats().opened).toBe(0);

  const [holder, queued] = [new AbortController(), new AbortController()];
  const holding = failure(client.get('/stall', { signal: holder.signal }));
  await expect.poll(() => client.stats().plugins.gate.running).toBe(1);
  const waiting = failure(client.get('/x', { signal: queued.signal }));
  await expect.poll(() => client.stats().plugins.gate.waiting).toBe(1);
  queued.abort(why);
  expect(await waiting).toBe(why);
  holder.abort(why);
  expect(await holding).toBe(why);

  for (const path of ['/503', '/drained']) {
    const controller = new AbortController();
    const call = failure(client.get(path, { signal: controller.signal }));
    // oxlint-disable-next-line no-await-in-loop -- one phase after the other
    await expect.poll(() => origin.seen(path).length).toBe(1);
    // oxlint-disable-next-line no-await-in-loop -- the answer has come, the wait or the drain has begun
    await pause(30);
    controller.abort(why);
    // oxlint-disable-next-line no-await-in-loop -- see above
    expect(await call).toBe(why);
  }
  await expect.poll(() => client.stats().transport.active).toBe(0);
});

const HOOKS: Record<string, (mine: Error) => SluiceOptions> = {
  checkRetry: (mine) => ({ retry: { checkRetry: () => throws(mine) } }),
  backoff: (mine) => ({ retry: { backoff: () => throws(mine) } }),
  prepareRetry: (mine) => ({ retry: { prepareRetry: () => throws(mine) } }),
  onRetry: (mine) => ({ retry: { onRetry: () => throws(mine) } }),
  'connect hook': (mine) => ({
    retry: false,
    pool: undefined,
    transport: undiciTransport({ pool: {}, connect: () => throws(mine) }),
  }),
  'a plugin': (mine) => ({
    retry: false,
    plugins: [{ name: 'mine', stage: 'attempt', setup: () => () => throws(mine) }],
  }),
};

function throws(error: Error): never {
  throw error;
}

test.each(Object.entries(HOOKS))(
  '76: an error that %s throws reaches the caller, and nothing is left open',
  async (_name, options) => {
    const origin = await originOf();
    origin.on('/x').reply(503, { body: 'down' });
    const mine = new Error('mine');
    const client = clientOf({ baseUrl: origin.url(), ...options(mine) });
    const error = await failure(client.get('/x'));
    const chain: unknown[] = [];
    for (let at: unknown = error; at instanceof Error; at = at.cause) chain.push(at);
    expect(chain).toContain(mine);
    await expect.poll(() => client.stats().transport.active).toBe(0);
  },
);

test.each(['-1', '1e9', 'Wed, 21 Oct 2015 07:28:00 GMT', 'NaN', '', '99999999999999999999', '1, 2', 'soon'])(
  '77: a Retry-After of %j does not throw and does not cause a long wait',
  async (value) => {
    const origin = await originOf();
    origin
      .on('/x')
      .reply(503, { headers: { 'retry-after': value } }, { first: 1 })
      .reply(200, { body: 'ok' });
    const client = clientOf({
      baseUrl: origin.url(),
      timeout: { total: 10_000 },
      retry: { maxRetryAfter: 50 },
    });
    const response = await client.get('/x', { throwHttpErrors: false });
    await response.text();
    // A wait that is longer than allowed ends the call with its last response.
    expect([200, 503]).toContain(response.status);
  },
);
