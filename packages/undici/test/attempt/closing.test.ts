import { expect, test } from 'vitest';
import { poolOf } from '@sluice/pool';
import { dispatcherOf } from '../../src/dispatcher-api.ts';
import { failure, rig } from '../support/setup.ts';

/** A client and a dispatcher with one connection that is idle, so that the next exchange looks at it first. */
async function idling(): Promise<{
  made: Awaited<ReturnType<typeof rig>>;
  dispatch(): Promise<string>;
}> {
  const made = await rig();
  const { origin, client, registry, pool } = made;
  origin.on('/x').reply(200, { body: 'ok' });
  expect(await client.get('/x').text()).toBe('ok');
  expect(pool().idle).toBe(1);
  const dispatcher = dispatcherOf(registry);
  const dispatch = (): Promise<string> =>
    new Promise((resolve, reject) => {
      dispatcher.dispatch(
        { origin: origin.url(), path: '/x', method: 'GET' },
        {
          onRequestStart() {},
          onResponseStart() {},
          onResponseData() {},
          onResponseEnd: () => resolve('ended'),
          onResponseError: (_, error) => reject(error),
        },
      );
    });
  return { made, dispatch };
}

/** As far as promises go, but no turn of the event loop: a connection that was taken is still looked at. */
async function promisesRun(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await Promise.resolve();
}

test('a call aborted while its connection is checked releases it immediately for the next call', async () => {
  const { made } = await idling();
  const { client, origin, pool } = made;
  const controller = new AbortController();
  const { signal } = controller;
  const aborted = failure(client.get('/x', { signal }));
  await promisesRun();
  expect(pool()).toMatchObject({ active: 1, idle: 0 });
  controller.abort(new Error('enough'));
  expect(pool()).toMatchObject({ active: 0, idle: 1 });
  // What takes it in the same turn keeps it, whatever becomes of the look of the one before.
  const next = client.get('/x').text();
  expect(await aborted).toMatchObject({ message: 'enough' });
  expect(await next).toBe('ok');
  expect(origin.seen()).toHaveLength(2);
  expect(pool()).toMatchObject({ opened: 1 });
});

test('a waiting call aborted while its new connection is checked releases it immediately', async () => {
  const { origin, client, pool } = await rig({ pool: { maxPerHost: 1 } });
  origin.on('/first').reply(200, { body: 'ok', delay: 30 });
  origin.on('/x').reply(200, { body: 'ok' });
  const controller = new AbortController();
  const { signal } = controller;
  const first = client.get('/first').text();
  const inLine = failure(client.get('/x', { signal }));
  await first;
  for (let turn = 0; turn < 1_000 && pool().waiting > 0; turn++) await Promise.resolve();
  expect(pool()).toMatchObject({ active: 1, idle: 0, waiting: 0 });
  controller.abort(new Error('enough'));
  expect(pool()).toMatchObject({ active: 0, idle: 1, waiting: 0 });
  expect(await inLine).toMatchObject({ message: 'enough' });
  expect(origin.seen().map(({ path }) => path)).toEqual(['/first']);
});

test.each(['client', 'dispatcher'] as const)(
  'a pool destroyed while its connection is checked: the %s fails, because the pool is closed',
  async (face) => {
    const { made, dispatch } = await idling();
    const failed = failure(face === 'client' ? made.client.get('/x') : dispatch());
    await promisesRun();
    expect(made.pool().active).toBe(1);
    poolOf(made.registry).destroy();
    const code = face === 'client' ? 'ERR_SLUICE_CLOSED' : 'UND_ERR_CLOSED';
    expect(await failed).toMatchObject({ code });
    expect(made.origin.seen()).toHaveLength(1);
    expect(made.pool()).toMatchObject({ active: 0, waiting: 0, dialing: 0 });
    // And so does who comes later, without a throw.
    expect(await failure(face === 'client' ? made.client.get('/x') : dispatch())).toMatchObject({ code });
  },
);

test.each(['client', 'dispatcher'] as const)(
  'a pool closed while its connection is checked: the %s is served, then the connection is closed',
  async (face) => {
    const { made, dispatch } = await idling();
    const done = face === 'client' ? made.client.get('/x').text() : dispatch();
    await promisesRun();
    expect(made.pool().active).toBe(1);
    const closed = poolOf(made.registry).close();
    expect(await done).toBe(face === 'client' ? 'ok' : 'ended');
    await closed;
    expect(made.pool()).toMatchObject({ active: 0, idle: 0, closed: 1 });
  },
);
