import { describe, expect, test } from 'vitest';
import { createClient, type ClientOptions } from '../../src/index.ts';
import type { AnyPlugin } from '../../src/plugin-api.ts';
import { Rig, watch } from '../support/rig.ts';

const pass: AnyPlugin = { name: 'pass', stage: 'call', setup: () => (request, next) => next(request) };

/** A client with options on a scripted transport. */
function make(options: Partial<ClientOptions> = {}) {
  const rig = new Rig();
  return { rig, client: createClient({ transport: rig, clock: rig.clock, ...options }) };
}

describe('a call that is awaited', () => {
  test('is a promise of its response, once', async () => {
    const { rig, client } = make();
    const call = client.get('http://a.test/');
    let finallyRan = false;
    const all = [
      watch(call),
      watch(call.then(({ status }) => status)),
      watch(call.finally(() => (finallyRan = true))),
    ];
    (await rig.exchange()).headers(204).finish();
    await rig.clock.advance(0);
    expect(all.map(({ value }) => (typeof value === 'object' ? value.status : value))).toEqual([
      204, 204, 204,
    ]);
    expect([finallyRan, rig.exchanges.length]).toEqual([true, 1]);
  });

  test('can be caught', async () => {
    expect(
      await make()
        .client.get('nowhere')
        .catch((error: unknown) => error),
    ).toMatchObject({ option: 'url' });
  });

  test.each(['text', 'json', 'bytes', 'arrayBuffer', 'blob'] as const)(
    'can be read as %s, also after the response',
    async (how) => {
      const { rig, client } = make();
      const call = client.get('http://a.test/');
      const early = watch(client.get('http://a.test/')[how]());
      await rig.clock.advance(0);
      for (const exchange of rig.exchanges) exchange.headers().push('1').finish();
      await call;
      expect(await call[how]()).toEqual(early.value);
    },
  );

  test('can be drained', async () => {
    const { rig, client } = make();
    const call = watch(client.get('http://a.test/').drain({ time: 7 }));
    (await rig.exchange()).headers(200).push('x');
    await rig.clock.advance(7);
    expect(call.value).toMatchObject({ status: 200, attempts: [{ drain: { outcome: 'time', time: 7 } }] });
  });
});

describe('close', () => {
  /** A client whose parts record the order in which they close. */
  function closing(options: Partial<ClientOptions> = {}, failing = false) {
    const order: string[] = [];
    const parts: AnyPlugin = {
      ...pass,
      setup: () => ({
        middleware: (request, next) => next(request),
        close: () => (order.push('plugin'), failing ? Promise.reject(new Error('stuck')) : Promise.resolve()),
        stats: () => 'counted',
      }),
    };
    const made = make({ plugins: [parts], ...options });
    made.rig.close = () => (order.push('transport'), Promise.resolve());
    return { ...made, order };
  }

  test('waits for bodies, then closes plugins, then the transport', async () => {
    const { rig, client, order } = closing();
    const call = watch(client.get('http://a.test/'));
    const exchange = await rig.exchange();
    const closed = watch(client.close());
    exchange.headers().push('x');
    await rig.clock.advance(0);
    expect([call.value?.status, closed.done, order]).toEqual([200, false, []]);
    exchange.finish();
    await rig.clock.advance(0);
    expect([closed.done, order]).toEqual([true, ['plugin', 'transport']]);
    expect(await call.value?.text()).toBe('x');
  });

  test('does not abort a call that was made just before', async () => {
    const { rig, client } = closing();
    const call = watch(client.get('http://a.test/').text());
    const closed = watch(client.close());
    (await rig.exchange()).headers().push('x').finish();
    await rig.clock.advance(0);
    expect([call.value, closed.done]).toEqual(['x', true]);
  });

  test('refuses every call after it', async () => {
    const { rig, client } = closing();
    await client.close();
    await expect(client.get('http://a.test/')).rejects.toMatchObject({ code: 'ERR_SLUICE_CLOSED' });
    await expect(client.get('http://a.test/').json()).rejects.toMatchObject({ code: 'ERR_SLUICE_CLOSED' });
    await expect(client.fetch('http://a.test/')).rejects.toMatchObject({
      cause: { code: 'ERR_SLUICE_CLOSED' },
    });
    expect([rig.exchanges.length, client.stats().calls.inFlight]).toEqual([0, 0]);
  });

  test('closes once, also by `await using`', async () => {
    const { client, order } = closing();
    expect(client.close()).toBe(client.close());
    {
      await using used = client;
      expect(used).toBe(client);
    }
    expect(order).toEqual(['plugin', 'transport']);
  });

  test('does not close a transport of the caller', async () => {
    const { client, order } = closing({ closeTransport: false });
    await client.close();
    expect(order).toEqual(['plugin']);
  });

  test('closes the transport even if a plugin fails to close, and rejects with that error', async () => {
    const { client, order } = closing({}, true);
    await expect(client.close()).rejects.toThrow('stuck');
    expect(order).toEqual(['plugin', 'transport']);
  });

  test('does not wait for calls that were refused', async () => {
    const { client } = closing();
    await expect(client.get('nowhere')).rejects.toBeDefined();
    await client.close();
  });
});

test('stats include those of plugins and transport', () => {
  const rig = Object.assign(new Rig(), { stats: () => 'connections' });
  const counting: AnyPlugin = {
    ...pass,
    name: 'counting',
    setup: () => ({ middleware: (request, next) => next(request), stats: () => 5 }),
  };
  const stats = createClient({ transport: rig, plugins: [pass, counting] }).stats();
  expect(stats).toMatchObject({
    calls: { started: 0, answered: 0, failed: 0, inFlight: 0 },
    plugins: { counting: 5 },
    transport: 'connections',
  });
  expect(Object.keys(stats.plugins)).toEqual(['counting']);
});
