import type { AnyPlugin } from '@sluice/core';
import { expect, test } from 'vitest';
import { failure, rig } from './setup.ts';

test('an attempt aborted while a layer above was at work is never sent, and takes no connection', async () => {
  const signing: AnyPlugin = {
    name: 'signing',
    stage: 'attempt',
    setup: () => async (request, next) => {
      if (request.method === 'POST') await new Promise((resolve) => setTimeout(resolve, 40));
      return next(request);
    },
  };
  const { origin, client, pool } = await rig({ pool: { maxPerHost: 2 }, plugins: [signing] });
  origin.on('/x').reply(200, { delay: 10, body: 'ok' });
  await Promise.all([client.get('/x').text(), client.get('/x').text()]);
  const why = new Error('too slow');
  const controller = new AbortController();
  const calls = [1, 2].map(() => failure(client.post('/x', { body: 'x', signal: controller.signal })));
  controller.abort(why);
  expect(await Promise.all(calls)).toEqual([why, why]);
  await new Promise((resolve) => setTimeout(resolve, 80));
  expect(origin.seen('/x').filter(({ method }) => method === 'POST')).toEqual([]);
  expect(pool()).toMatchObject({ active: 0, idle: 2 });
  expect(await client.get('/x').text()).toBe('ok');
});

test('a layer that gives up on an attempt breaks its exchange off', async () => {
  const impatient: AnyPlugin = {
    name: 'impatient',
    stage: 'attempt',
    setup: () => (request, next) =>
      Promise.race([
        next(request),
        new Promise<never>((_resolve, reject) => setTimeout(() => reject(new Error('enough')), 30)),
      ]),
  };
  const { origin, client, pool } = await rig({ plugins: [impatient] });
  origin.on('/x').fault({ do: 'stall', at: 'request' });
  expect(await failure(client.get('/x'))).toMatchObject({ message: 'enough' });
  expect(pool()).toMatchObject({ active: 0, idle: 0 });
});
