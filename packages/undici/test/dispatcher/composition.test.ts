import * as undici from 'undici';
import { afterEach, expect, test } from 'vitest';
import { dispatcherOf } from '../../src/dispatcher-api.ts';
import { failure, rig, until } from '../support/setup.ts';

const before = undici.getGlobalDispatcher();
afterEach(() => undici.setGlobalDispatcher(before));

const { interceptors } = undici;
const CHAINS: Record<string, undici.Dispatcher.DispatcherComposeInterceptor> = {
  retry: interceptors.retry({ maxRetries: 2, minTimeout: 1, maxTimeout: 5 }),
  redirect: interceptors.redirect({ maxRedirections: 2 }),
  dump: interceptors.dump({ maxSize: 1_000_000 }),
  cache: interceptors.cache(),
  decompress: interceptors.decompress(),
};

test.each(Object.entries(CHAINS))(
  'the interceptor %s accepts it, also while waiting for a connection',
  async (_name, chain) => {
    const { origin, registry, pool } = await rig({ pool: { maxPerHost: 1 } });
    origin.on('/x').reply(200, { body: 'ok', delay: 10 });
    const dispatcher = dispatcherOf(registry).compose(chain);
    const answers = await Promise.all(
      Array.from({ length: 5 }, async () => {
        const { statusCode, body } = await undici.request(origin.url('/x'), { dispatcher });
        await body.text();
        return statusCode;
      }),
    );
    expect(answers).toEqual([200, 200, 200, 200, 200]);
    await until(() => pool().active === 0);
    expect(pool()).toMatchObject({ opened: 1, waiting: 0 });
  },
);

test('retries of undici’s interceptor use the pool', async () => {
  const { origin, registry } = await rig();
  origin.on('/x').reply(503, { body: 'down' }, { first: 1 }).reply(200, { body: 'ok' });
  const retry = interceptors.retry({ maxRetries: 2, minTimeout: 1, maxTimeout: 5, statusCodes: [503] });
  const dispatcher = dispatcherOf(registry).compose(retry);
  const { body } = await undici.request(origin.url('/x'), { dispatcher });
  expect(await body.text()).toBe('ok');
});

test('what compose() returns can be closed and destroyed, composed again, and listened to', async () => {
  const { origin, registry } = await rig();
  origin.on('/x').reply(200, { body: 'ok' });
  origin.on('/stall').fault({ do: 'stall', at: 'head' });
  const make = (): undici.Dispatcher =>
    dispatcherOf(registry, {}).compose(CHAINS['retry']!).compose([CHAINS['redirect']!]);
  const get = async (path: string, dispatcher: undici.Dispatcher): Promise<string> =>
    (await undici.request(origin.url(path), { dispatcher })).body.text();

  const closed = make();
  const connected = new Promise((resolve) => void closed.once('connect', resolve));
  expect(await get('/x', closed)).toBe('ok');
  expect(await connected).toBeInstanceOf(URL);
  await closed.close();
  expect(closed).toMatchObject({ closed: true, destroyed: true });
  expect(await failure(get('/x', closed))).toMatchObject({ code: 'UND_ERR_DESTROYED' });

  const destroyed = make();
  const failed = failure(get('/stall', destroyed));
  await until(() => origin.stats().paths['/stall'] === 1);
  const why = new Error('enough');
  await destroyed.destroy(why);
  expect(await failed).toBe(why);

  const byCallback = make();
  await new Promise<void>((resolve) => byCallback.close(resolve));
  await new Promise<void>((resolve) => byCallback.destroy(null, resolve));
});

test('as the global dispatcher it serves the fetch of Node.js and of undici', async () => {
  const { origin, registry, pool } = await rig();
  origin.on('/x').reply(200, { json: { ok: true } });
  undici.setGlobalDispatcher(dispatcherOf(registry));
  expect(await (await fetch(origin.url('/x'))).json()).toEqual({ ok: true });
  await until(() => pool().idle === 1);
  expect(await (await undici.fetch(origin.url('/x'))).json()).toEqual({ ok: true });
  await until(() => pool().idle === 1);
  expect(await failure(fetch(origin.url('/x'), { signal: AbortSignal.abort() }))).toMatchObject({
    name: 'AbortError',
  });
  expect(origin.stats()).toMatchObject({ opened: 1, requests: 2 });
});
