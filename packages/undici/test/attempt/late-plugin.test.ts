import type { AnyPlugin } from '@sluice/core/plugin';
import { expect, test } from 'vitest';
import { failure, pause, rig, together, until } from '../support/setup.ts';

test('an attempt aborted while a plugin processes it is never sent, and uses no connection', async () => {
  const signing: AnyPlugin = {
    name: 'signing',
    stage: 'attempt',
    setup: () => async (request, next) => {
      if (request.method === 'POST') await pause(40);
      return next(request);
    },
  };
  const { origin, client, pool } = await rig({ pool: { maxPerHost: 2 }, plugins: [signing] });
  origin.on('/warm').handle(together(2));
  origin.on('/x').reply(200, { body: 'ok' });
  await Promise.all([client.get('/warm').text(), client.get('/warm').text()]);
  const why = new Error('too slow');
  const controller = new AbortController();
  const calls = [1, 2].map(() => failure(client.post('/x', { body: 'x', signal: controller.signal })));
  controller.abort(why);
  expect(await Promise.all(calls)).toEqual([why, why]);
  await pause(80);
  expect(origin.seen('/x').filter(({ method }) => method === 'POST')).toEqual([]);
  expect(pool()).toMatchObject({ active: 0, idle: 2 });
  expect(await client.get('/x').text()).toBe('ok');
});

test('a plugin that abandons an attempt aborts its exchange', async () => {
  const patience = Promise.withResolvers<never>();
  const impatient: AnyPlugin = {
    name: 'impatient',
    stage: 'attempt',
    setup: () => (request, next) => Promise.race([next(request), patience.promise]),
  };
  const { origin, client, pool } = await rig({ plugins: [impatient] });
  origin.on('/x').fault({ do: 'stall', at: 'request' });
  const failed = failure(client.get('/x'));
  await until(() => origin.stats().requests === 1);
  patience.reject(new Error('enough'));
  expect(await failed).toMatchObject({ message: 'enough' });
  expect(pool()).toMatchObject({ active: 0, idle: 0 });
});
