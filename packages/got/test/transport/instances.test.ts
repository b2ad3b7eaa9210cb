import got from 'got';
import got14 from 'got14';
import got15 from 'got15';
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { createClient } from 'sluice';
import { createFaultOrigin } from '@sluice/fixtures';
import { gotTransport, type AnyGot } from '../../src/index.ts';
import { failure, rig } from '../setup.ts';

/** The parts of the instances that these tests use; their types are from three packages. */
type Instance = AnyGot & { readonly extend: (...given: object[]) => Instance };
const COPIES: Readonly<Record<string, unknown>> = { 'got 16': got, 'got 15': got15, 'got 14': got14 };

describe.each(Object.keys(COPIES))('an instance of %s', (name) => {
  const copy = COPIES[name] as Instance;

  test('carries calls, bodies and retries', async () => {
    const { origin, client } = await rig({ transport: { got: copy } });
    origin.on('/x').echo();
    expect(await client.get('/x').json()).toMatchObject({ method: 'GET' });
    expect(await client.post('/x', { body: 'abc' }).json()).toMatchObject({ bodyBytes: 3 });
    const sized = await client.put('/x', { body: new Blob(['x'.repeat(100_000)]) }).json();
    expect(sized).toMatchObject({ bodyBytes: 100_000 });
    expect(origin.stats().opened).toBe(1);
  });

  test('its headers, user, password and query are used as the client’s own, and those of the call override them', async () => {
    const headers = { 'user-agent': 'mine/1', accept: 'text/x', 'x-own': 'yes', 'x-both': 'instance' };
    const instance = copy.extend({
      headers,
      username: 'ada',
      password: 'pa:ss',
      searchParams: { key: '1', q: '2' },
    });
    const origin = await createFaultOrigin();
    const api = createClient({ baseUrl: origin.url(), transport: gotTransport({ got: instance, pool: {} }) });
    const shown = ['user-agent', 'accept', 'x-own', 'x-both', 'authorization'];
    origin.on('/x').handle((request) => ({
      status: 200,
      json: [...shown.map((one) => request.header(one)), request.target],
    }));
    const basic = `Basic ${Buffer.from('ada:pa:ss').toString('base64')}`;
    const seen = await api.get('/x?q=3', { headers: { 'x-both': 'call' }, query: { r: 4 } }).json();
    expect(seen).toEqual(['mine/1', 'text/x', 'yes', 'call', basic, '/x?q=3&r=4&key=1']);
    const without = await api
      .get('/x', { headers: { 'x-own': null, 'user-agent': 'call/1' } })
      .json<unknown[]>();
    expect(without.slice(0, 3)).toEqual(['call/1', 'text/x', null]);
    await api.close();
    await origin.close();
  });

  test('none of them is sent to another origin, whether of a redirect or of the call', async () => {
    const init = (_raw: unknown, options?: { headers: Record<string, string> }): void => {
      if (options !== undefined) options.headers['x-init'] = 'secret';
    };
    const handler = (
      options: { headers: Record<string, string>; searchParams: object; url: URL },
      next: (options: object) => unknown,
    ): unknown => {
      options.headers['x-handler'] = 'secret';
      options.searchParams = { key: 'secret' };
      options.url.searchParams.set('key', 'secret');
      return next(options);
    };
    const elsewhere = await createFaultOrigin();
    elsewhere.on('/x').echo();
    const given = {
      headers: { authorization: 'secret', 'x-api-key': 'secret', cookie: 'a=secret', accept: 'text/x' },
      searchParams: { key: 'secret' },
    };
    const others = [
      given,
      { username: 'u', password: 'secret' },
      { ...given, mutableDefaults: true },
      { ...given, hooks: { init: [init] }, handlers: [handler] },
    ];
    for (const options of others) {
      const { origin, client } = await rig({ transport: { got: copy.extend(options) } });
      origin.on('/away').redirect(elsewhere.url('/x'));
      origin.on('/x').echo();
      expect(inspect(await client.get('/x').json(), { depth: 9 })).toMatch(/secret|authorization/);
      const away = inspect(await client.get('/away').json(), { depth: 9 });
      expect(away).not.toMatch(/secret|authorization|key/);
      if ('headers' in options) expect(away).toContain('text/x');
      if ('hooks' in options) continue;
      const foreign = client.get(elsewhere.url('/x'), { allowOtherOrigin: true });
      expect(inspect(await foreign.json(), { depth: 9 })).not.toMatch(/secret|authorization|key/);
    }
    await elsewhere.close();
  });

  test('the call rejects with the reason of its signal', async () => {
    const why = new Error('shutting down');
    const { client } = await rig({ transport: { got: copy.extend({ signal: AbortSignal.abort(why) }) } });
    expect(await failure(client.get('/x'))).toBe(why);
  });

  test('an error of its cookie jar is thrown unchanged', async () => {
    const why = new Error('the jar is broken');
    const cookieJar = { getCookieString: () => Promise.resolve(''), setCookie: () => Promise.reject(why) };
    const { origin, client } = await rig({ transport: { got: copy.extend({ cookieJar }) } });
    origin.on('/x').reply(200, { headers: { 'set-cookie': 'a=b' }, body: 'in' });
    expect(await failure(client.get('/x'))).toBe(why);
  });
});
