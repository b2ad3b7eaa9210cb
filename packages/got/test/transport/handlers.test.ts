import got from 'got';
import { expect, test } from 'vitest';
import { failure, rig } from '../setup.ts';

test('handlers see every attempt', async () => {
  const seen: string[] = [];
  const instance = got.extend({
    handlers: [
      (options, next) => {
        seen.push(`${options.method} ${String(options.url)}`);
        return next(options);
      },
    ],
  });
  const { origin, client } = await rig({ transport: { got: instance } });
  origin.on('/x').reply(200, { body: 'ok' });
  await client.get('/x').text();
  expect(seen).toEqual([`GET ${origin.url('/x')}`]);
});

test('an async handler', async () => {
  const instance = got.extend({
    handlers: [
      async (options, next) => {
        await Promise.resolve();
        options.headers['x-late'] = 'yes';
        return next(options);
      },
    ],
  });
  const { origin, client } = await rig({ transport: { got: instance } });
  origin
    .on('/x')
    .handle((request) => ({ status: 200, body: `${request.header('x-late')} ${request.text()}` }));
  expect(await client.post('/x', { body: 'up' }).text()).toBe('yes up');
  expect(await client.post('/x').text()).toBe('yes ');
  origin.on('/reset').fault({ do: 'reset', at: 'request' });
  expect(await failure(client.get('/reset'))).toMatchObject({ code: 'ERR_SLUICE_CONNECTION_LOST' });
  expect(await failure(client.get('/x', { signal: AbortSignal.timeout(0) }))).toMatchObject({
    name: 'TimeoutError',
  });
});

test.each([
  ['keeps the stream to itself', (): unknown => undefined],
  ['keeps the stream to itself, later', async (): Promise<unknown> => undefined],
])('a handler that %s is refused', async (_name, result) => {
  const instance = got.extend({
    handlers: [
      (options, next) => {
        void next(options);
        return result() as never;
      },
    ],
  });
  const { client } = await rig({ transport: { got: instance } });
  expect(await failure(client.get('/x'))).toMatchObject({ code: 'ERR_SLUICE_OPTION', option: 'got' });
});
