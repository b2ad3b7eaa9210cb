import { expect, test } from 'vitest';
import type { EchoedRequest } from '@sluice/fixtures';
import { failure, rig, until } from './setup.ts';

const BODIES: Record<string, () => unknown> = {
  'a string': () => 'hello',
  'many bytes': () => new Uint8Array(1 << 20),
  'a stream': () =>
    (async function* () {
      yield 'one';
      yield 'two';
    })(),
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

test('a server that says nothing gets the body after the limit', async () => {
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

test('requests that wait for a 100 share the limits of their host with those that do not', async () => {
  const limits = { maxPerHost: 2, maxIdlePerHost: 2 };
  const { origin, client } = await rig({ pool: limits });
  origin.on('/x').echo();
  const one = (index: number): Promise<EchoedRequest> =>
    client.post('/x', { body: `${index}`, expectContinue: index % 2 === 1 }).json<EchoedRequest>();
  // Connections that cannot wait for a 100 are open and idle.
  await Promise.all([one(0), one(2)]);
  const echoed = await Promise.all(Array.from({ length: 40 }, (_, index) => one(index)));
  expect(echoed.map(({ bodyBytes }) => bodyBytes)).toEqual(
    Array.from({ length: 40 }, (_, index) => `${index}`.length),
  );
  expect(
    echoed.filter(({ headers }) => Object.fromEntries(headers)['expect'] === '100-continue'),
  ).toHaveLength(20);
  // The origin may see the end of a connection after the beginning of the one that takes its place.
  expect(origin.stats().peakOpen).toBeLessThanOrEqual(limits.maxPerHost + 1);
  await until(() => origin.stats().open === 2);
});
