// How a dispatcher ends: `close()` waits for what is in flight, `destroy(error)` fails it.
import * as undici from 'undici';
import { describe, expect, test } from 'vitest';
import { caCertificate, createSilentPort } from '@sluice/fixtures';
import { poolOf } from '@sluice/pool';
import { dispatcherOf } from '../../src/dispatcher-api.ts';
import { http2Rig, trusted } from '../support/http2-setup.ts';
import { afterwards, failure, rig, until } from '../support/setup.ts';

const { errors, request } = undici;

const text = async (url: string, dispatcher: undici.Dispatcher, options: object = {}): Promise<string> => {
  const { body } = await request(url, { dispatcher, ...options });
  return body.text();
};

describe.each([false, true])('TLS: %s', (tls) => {
  test('destroy(error) fails requests that wait for a connection, dial, wait for a head or read a body, with the error', async () => {
    const silent = await createSilentPort();
    afterwards(() => silent.close());
    const { origin, registry, pool } = await rig({ origin: { tls }, pool: { maxPerHost: 2 } });
    const dispatcher = dispatcherOf(registry, { tls: { ca: caCertificate } });
    origin.on('/stall').fault({ do: 'stall', at: 'head' });
    origin.on('/part').reply(200, { body: 'abcdef' }).fault({ do: 'stall', at: 'body', after: 3 });
    const { body } = await request(origin.url('/part'), { dispatcher });
    const inFlight = {
      body: failure(body.text()),
      head: failure(text(origin.url('/stall'), dispatcher, { method: 'POST' })),
      line: failure(text(origin.url('/stall'), dispatcher)),
      dial: failure(text(`https://127.0.0.1:${silent.port}/`, dispatcher)),
    };
    await until(() => pool().active === 2 && pool().dialing === 1 && pool().waiting === 2);
    const why = new Error('now');
    await dispatcher.destroy(why);
    for (const failed of Object.values(inFlight)) expect(await failed).toBe(why);
    expect(pool()).toMatchObject({ active: 0, waiting: 0 });
    expect(dispatcher).toMatchObject({ closed: true, destroyed: true });
    const late = await failure(text(origin.url('/part'), dispatcher));
    expect(late).toMatchObject({ name: 'ClientDestroyedError', code: 'UND_ERR_DESTROYED' });
  });

  test.each([1, 50])('close() waits for %i in flight and refuses others', async (count) => {
    const { origin, registry } = await rig({ origin: { tls } });
    origin.on('/x').reply(200, { body: 'ok', delay: 50 });
    const dispatcher = dispatcherOf(registry, { tls: { ca: caCertificate } });
    const answers = Array.from({ length: count }, () => text(origin.url('/x'), dispatcher));
    let closed = false;
    const closing = dispatcher.close().then(() => (closed = true));
    expect(dispatcher).toMatchObject({ closed: true, destroyed: false });
    const refused = await failure(text(origin.url('/x'), dispatcher));
    expect(refused).toMatchObject({ name: 'ClientClosedError', code: 'UND_ERR_CLOSED' });
    expect(closed).toBe(false);
    expect(new Set(await Promise.all(answers))).toEqual(new Set(['ok']));
    await closing;
    expect(dispatcher).toMatchObject({ closed: true, destroyed: true });
  });
});

test('destroy(error) fails the requests in flight over HTTP/2, and leaves the connection to other users', async () => {
  const { server, registry, client, pool } = await http2Rig();
  let seen = 0;
  server.on('/stall', () => void seen++);
  const dispatcher = dispatcherOf(registry, { http2: true, tls: trusted });
  expect(await client.get('/ok').text()).toBe('ok');
  const stalled = Array.from({ length: 50 }, () => failure(text(server.url('/stall'), dispatcher)));
  await until(() => seen === 50);
  const why = new Error('now');
  await dispatcher.destroy(why);
  for (const failed of stalled) expect(await failed).toBe(why);
  expect(await client.get('/ok').text()).toBe('ok');
  expect(pool()).toMatchObject({ active: 0, opened: 1 });
});

test('destroy() without an error fails the requests in flight with the error of undici', async () => {
  const { origin, registry } = await rig();
  origin.on('/stall').fault({ do: 'stall', at: 'head' });
  const dispatcher = dispatcherOf(registry, {});
  const failed = failure(text(origin.url('/stall'), dispatcher));
  await until(() => origin.seen().length === 1);
  await dispatcher.destroy();
  expect(await failed).toBeInstanceOf(errors.ClientDestroyedError);
});

test('destroy(error) ends a waiting close()', async () => {
  const { origin, registry } = await rig();
  origin.on('/stall').fault({ do: 'stall', at: 'head' });
  const dispatcher = dispatcherOf(registry, {});
  const failed = failure(text(origin.url('/stall'), dispatcher));
  await until(() => origin.seen().length === 1);
  const closed = dispatcher.close();
  const why = new Error('enough');
  await dispatcher.destroy(why);
  expect(await failed).toBe(why);
  await closed;
});

/** A call of a callback: what it is given. */
const called = (run: (callback: (...given: unknown[]) => void) => void): Promise<unknown[]> =>
  new Promise((resolve) => run((...given) => resolve(given)));

test('callbacks and repeated calls work as with undici’s Agent', async () => {
  const { registry } = await rig();
  const outcomes: unknown[][] = [];
  for (const dispatcher of [dispatcherOf(registry, {}), new undici.Agent()]) {
    const seen: unknown[] = [];
    seen.push(await called((done) => dispatcher.close(done)));
    seen.push(await called((done) => dispatcher.destroy(done)));
    seen.push(await called((done) => dispatcher.destroy(new Error('again'), done)));
    seen.push((await dispatcher.destroy()) ?? null);
    const [error] = (await called((done) => dispatcher.close(done))) as [Error | null];
    seen.push(error?.name);
    seen.push((await failure(dispatcher.close()))['name']);
    outcomes.push(seen);
  }
  expect(outcomes[0]).toEqual(outcomes[1]);
});

test('the connections stay in the registry, for its clients', async () => {
  const { origin, registry, client, pool } = await rig();
  origin.on('/x').reply(200, { body: 'ok' });
  const dispatcher = dispatcherOf(registry);
  expect(await text(origin.url('/x'), dispatcher)).toBe('ok');
  await dispatcher.destroy();
  expect(await client.get('/x').text()).toBe('ok');
  expect(pool().opened).toBe(1);
  expect(poolOf(registry).stats().idle).toBe(1);
});
