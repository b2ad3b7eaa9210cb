import type { AnyPlugin, Stage } from '@sluice/core/plugin';
import { describe, expect, test } from 'vitest';
import { checkLeaks, clientOf, failure, originOf } from '../setup.ts';

checkLeaks();

/** Adds a token of a service that does not respond while it is `down`. */
function tokens(stage: Stage, when: 'before' | 'after') {
  const service = { down: true };
  const ask = (): Promise<void> | undefined =>
    service.down ? new Promise<void>(() => undefined) : undefined;
  const plugin: AnyPlugin = {
    name: 'tokens',
    stage,
    setup: () => async (request, next) => {
      if (when === 'before') await ask();
      const response = await next(request);
      if (when === 'after') await ask();
      return response;
    },
  };
  return { service, plugin };
}

describe.each(['before', 'after'] as const)('a token service that is silent %s the request', (when) => {
  test.each(['call', 'retry', 'attempt'] as const)(
    'in the stage %s holds no slot and no connection beyond the limits of its calls',
    async (stage) => {
      const origin = await originOf();
      origin.on('/x').reply(200, { body: 'well' });
      const { service, plugin } = tokens(stage, when);
      const client = clientOf({
        baseUrl: origin.url(),
        plugins: [plugin],
        gate: { maxPerHost: 2 },
        pool: { maxPerHost: 2 },
        timeout: { attempt: 100, total: stage === 'attempt' ? false : 150 },
        retry: { maxRetries: 1, budget: false },
      });
      const errors = await Promise.all([1, 2, 3, 4].map(() => failure(client.get('/x').text())));
      const phase = stage === 'attempt' ? 'attempt' : 'total';
      for (const error of errors) expect(error).toMatchObject({ code: 'ERR_SLUICE_TIMEOUT', phase });
      expect(client.stats().calls.inFlight).toBe(0);
      expect(client.stats().plugins.gate).toMatchObject({ running: 0, waiting: 0 });
      expect(client.stats().transport).toMatchObject({ active: 0, waiting: 0 });
      service.down = false;
      const texts = await Promise.all([1, 2, 3, 4].map(() => client.get('/x').text()));
      expect(texts).toEqual(['well', 'well', 'well', 'well']);
    },
  );
});

describe('a body whose source never yields', () => {
  async function* silentAfter(pieces: readonly string[]): AsyncGenerator<string> {
    yield* pieces;
    await new Promise(() => undefined);
  }

  test.each([
    ['from the beginning', []],
    ['after its first piece', ['one']],
  ])('%s: the attempt ends in time, and its slot and connection are released', async (_, pieces) => {
    const origin = await originOf();
    origin.on('/x').reply(200, { body: 'well' });
    const client = clientOf({
      baseUrl: origin.url(),
      gate: { maxPerHost: 1 },
      pool: { maxPerHost: 1 },
      timeout: { attempt: 100, total: false },
      retry: false,
    });
    const error = await failure(client.put('/x', { body: () => silentAfter(pieces) }).text());
    expect(error).toMatchObject({ code: 'ERR_SLUICE_TIMEOUT', phase: 'attempt' });
    expect(await client.get('/x').text()).toBe('well');
  });
});

test('a POST whose plugin calls `next` twice at once reaches the origin at most once, whatever the stage', async () => {
  const origin = await originOf();
  origin.on('/x').reply(200, { body: 'well', delay: 20 });
  for (const stage of ['call', 'retry', 'attempt'] as const) {
    const twice: AnyPlugin = {
      name: 'twice',
      stage,
      setup: () => (request, next) => Promise.any([next(request), next(request)]),
    };
    const client = clientOf({ baseUrl: origin.url(), plugins: [twice] });
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    expect(await client.post('/x', { body: stage }).text()).toBe('well');
  }
  expect(origin.seen('/x').map(({ body }) => body.toString())).toEqual(['call', 'retry', 'attempt']);
});
