import { createClient, HttpHeaders, type HttpRequest } from '@sluice/core';
import type { Plugin } from '@sluice/core/plugin';
import { createVirtualClock } from '@sluice/fixtures';
import { describe, expect, test } from 'vitest';
import { retry, type RetryBudget, type RetryContext, type RetryOptions } from '../../src/index.ts';
import { outcomeOf, rig } from '../support/rig.ts';
import { ScriptedTransport } from '../support/scripted-transport.ts';

test('hooks are called in order, with their arguments', async () => {
  const seen: unknown[] = [];
  const { client, clock } = rig([{ status: 503, headers: { 'x-n': '1' } }, { status: 200 }], {
    onRequest: ({ attempt, replayable, request }) =>
      seen.push(['request', attempt, replayable, request.method]),
    onResponse: ({ attempt, status, headers }) =>
      seen.push(['response', attempt, status, headers.get('x-n')]),
    onRetry: ({ wait, reason, outcome }) => seen.push(['retry', wait, reason, outcome.attempt]),
    prepareRetry: ({ outcome }) => void seen.push(['prepare', outcome.status]),
    onExhausted: () => void seen.push(['exhausted']),
  });
  await outcomeOf(clock, client.get('/'));
  expect(seen).toEqual([
    ['request', 1, true, 'GET'],
    ['response', 1, 503, '1'],
    ['retry', 500, 'status 503', 1],
    ['prepare', 503],
    ['request', 2, true, 'GET'],
    ['response', 2, 200, null],
  ]);
});

test('onRequest gets in advance that a one-shot body will not be retried', async () => {
  const seen: boolean[] = [];
  const { client, clock } = rig([{ status: 503 }], { onRequest: ({ replayable }) => seen.push(replayable) });
  const stream = new Blob(['x']).stream();
  await outcomeOf(clock, client.put('/', { body: stream }));
  expect(seen).toEqual([false]);
});

describe('prepareRetry', () => {
  test('may change the next request, and gets the failed one', async () => {
    const { client, clock, transport } = rig(
      [{ status: 503, body: 'try b' }, { status: 503 }, { status: 200 }],
      {
        peek: { bytes: 100 },
        prepareRetry({ request, outcome }: RetryContext): HttpRequest {
          const said = Buffer.from(outcome.peek ?? []).toString();
          return request.with({ headers: request.headers.with('x-said', `${outcome.attempt} ${said}`) });
        },
      },
    );
    await outcomeOf(clock, client.get('/'));
    expect(transport.sent.map(({ headers }) => headers.get('x-said'))).toEqual([null, '1 try b', '2']);
  });

  test('is called after the wait', async () => {
    const { client, clock } = rig([{ status: 503 }, { status: 200 }], {
      prepareRetry: ({ request }) => request.with({ headers: HttpHeaders.from({ at: clock.now() }) }),
    });
    const { value } = await outcomeOf(clock, client.get('/'));
    expect(value?.status).toBe(200);
  });

  test('may change URL, method and body; its stream is sent once', async () => {
    const { client, clock, transport } = rig([{ status: 503 }], {
      methods: 'any',
      prepareRetry: ({ request, outcome }) =>
        outcome.attempt === 1
          ? request.with({ method: 'POST', url: '/other?x=1', body: 'second' })
          : request.with({ body: new Blob(['third']).stream() as ReadableStream<Uint8Array> }),
    });
    const { error } = await outcomeOf(clock, client.put('/', { body: 'first' }));
    expect(transport.sent.map(({ method, path, body }) => [method, path, body])).toEqual([
      ['PUT', '/', 'first'],
      ['POST', '/other', 'second'],
      ['POST', '/other', 'third'],
    ]);
    expect(error.attempts.at(-1).reason).toMatch(/^not retried: the body is a one-shot stream/);
  });

  test('that makes an invalid request fails the call with the error', async () => {
    const { client, clock, transport } = rig([{ status: 503 }], {
      prepareRetry: ({ request }) => request.with({ url: 'ftp://a.test/' }),
    });
    const { error } = await outcomeOf(clock, client.get('/'));
    expect(error.message).toBe("GET http://origin.test/: option 'url' must be an http: or https: URL");
    expect(transport.sent).toHaveLength(1);
  });

  test('that returns anything else is refused', async () => {
    const { client, clock } = rig([{ status: 503 }], {
      prepareRetry: (() => ({})) as unknown as () => undefined,
    });
    const { error } = await outcomeOf(clock, client.get('/'));
    expect(error.message).toContain('retry.prepareRetry');
  });
});

describe('checkRetry', () => {
  test('gets the peek of a successful response and may refuse it', async () => {
    const { client, clock, times } = rig([{ body: 'PENDING and more' }, { body: 'DONE' }], {
      peek: { bytes: 7 },
      checkRetry({ peek }) {
        return Buffer.from(peek ?? []).toString() === 'PENDING'
          ? { retry: true, wait: 250, reason: 'still pending' }
          : undefined;
      },
    });
    const { value } = await outcomeOf(clock, client.get('/').text());
    expect(value).toBe('DONE');
    expect(times()).toEqual([0, 250]);
  });

  test('a peek of a streaming body does not consume it', async () => {
    const { client, clock } = rig([{ body: 'hello world' }], {
      peek: { bytes: 5 },
      checkRetry: () => undefined,
    });
    const { value } = await outcomeOf(clock, client.get('/'));
    expect(await value?.text()).toBe('hello world');
  });

  test('may override the verdict of the policy both ways', async () => {
    const allowed = rig([{ status: 418 }, { status: 200 }], { checkRetry: ({ status }) => status === 418 });
    const { value } = await outcomeOf(allowed.clock, allowed.client.post('/', { body: 'x' }));
    expect(value?.attempts[0]?.reason).toBe('checkRetry (answered)');
    const forbidden = rig([{ status: 503 }], { checkRetry: () => false });
    const { error } = await outcomeOf(forbidden.clock, forbidden.client.get('/'));
    expect(error.attempts.map(({ reason }: { reason: string }) => reason)).toEqual([
      'not retried: checkRetry (status 503)',
    ]);
  });

  test('cannot send a one-shot body again', async () => {
    const { client, clock, transport } = rig([{ status: 503 }], { checkRetry: () => true });
    const { error } = await outcomeOf(clock, client.post('/', { body: new Blob(['x']).stream() }));
    expect(transport.sent).toHaveLength(1);
    expect(error.attempts[0].reason).toContain('one-shot');
  });

  test('an invalid result is refused', async () => {
    const { client, clock, transport } = rig([{ status: 503 }], {
      checkRetry: (() => 'yes') as unknown as () => true,
    });
    const { error } = await outcomeOf(clock, client.get('/'));
    expect(error.code).toBe('ERR_SLUICE_OPTION');
    expect(transport.open).toBe(0);
  });
});

describe('onExhausted', () => {
  test("'return' hands out the last response whatever its status", async () => {
    const { client, clock } = rig([{ status: 503, body: 'busy' }], { maxRetries: 1, onExhausted: 'return' });
    const { value } = await outcomeOf(clock, client.get('/'));
    expect(value?.status).toBe(503);
    expect(await value?.text()).toBe('busy');
    const { error } = await outcomeOf(clock, client.get('/', { retry: { onExhausted: 'throw' } }));
    expect(error.status).toBe(503);
  });

  test('a function decides, and is not called for a failure that would not have been retried anyway', async () => {
    const rules: string[] = [];
    const { client, clock } = rig((request) => ({ status: request.url.pathname === '/gone' ? 404 : 503 }), {
      maxRetries: 0,
      onExhausted({ step }) {
        rules.push(step.rule);
        return 'return';
      },
    });
    expect((await outcomeOf(clock, client.get('/'))).value?.status).toBe(503);
    expect((await outcomeOf(clock, client.get('/gone'))).error.status).toBe(404);
    expect((await outcomeOf(clock, client.post('/'))).error.status).toBe(503);
    expect(rules).toEqual(['retries']);
  });

  test('an invalid result of a function is refused', async () => {
    const onExhausted = (() => 'retrun') as unknown as () => undefined;
    const { client, clock, transport } = rig([{ status: 503, body: 'busy', open: true }], {
      maxRetries: 0,
      onExhausted,
    });
    const { error } = await outcomeOf(clock, client.get('/'));
    expect(error.message).toBe(
      "GET http://origin.test/: option 'retry.onExhausted' must be a function that returns 'throw', 'return' or undefined; got 'retrun'",
    );
    expect([transport.open, clock.pending()]).toEqual([0, 0]);
  });
});

const failure = new Error('the hook failed');
const fail = (): never => {
  throw failure;
};

describe('a hook that fails fails the call with its error and leaves nothing open', () => {
  test.each<[string, RetryOptions]>([
    ['onRequest', { onRequest: fail }],
    ['onResponse', { onResponse: fail }],
    ['checkRetry', { checkRetry: fail }],
    ['onRetry', { onRetry: fail }],
    ['prepareRetry', { prepareRetry: fail }],
    ['onExhausted', { onExhausted: fail, maxRetries: 0 }],
    ['backoff', { backoff: fail }],
    ['statuses', { statuses: fail }],
    ['random', { random: fail }],
  ])('%s', async (_, options) => {
    for (const [hooks, how] of [
      [options, 'at once'],
      [asynchronous(options), 'later'],
    ] as const) {
      const { client, clock, transport } = rig([{ status: 503, body: 'busy', open: true }], hooks);
      const { error } = await outcomeOf(clock, client.get('/'));
      expect(error, how).toBe(failure);
      expect(transport.open).toBe(0);
      expect(transport.sent.length).toBeLessThan(2);
      expect(clock.pending()).toBe(0);
    }
  });
});

test.each<[string, keyof RetryBudget, number]>([
  ['before the first attempt', 'onCall', 200],
  ['at a success', 'onSuccess', 200],
  ['before a retry', 'take', 503],
])(
  'a budget that fails %s fails the call with its error and leaves nothing open',
  async (_, what, status) => {
    const budget: RetryBudget = { ...lavish(), [what]: fail };
    const { client, clock, transport } = rig([{ status, body: 'busy', open: true }], { budget });
    const { error } = await outcomeOf(clock, client.get('/'));
    expect(error).toBe(failure);
    expect([transport.open, transport.underWay, clock.pending()]).toEqual([0, 0, 0]);
    expect(client.stats().calls).toMatchObject({ failed: 1, inFlight: 0 });
  },
);

/** A budget that grants everything. */
function lavish(): RetryBudget {
  return {
    onCall: () => undefined,
    onSuccess: () => undefined,
    take: () => true,
    stats: () => ({ granted: 0, refused: 0, hosts: [] }),
  };
}

test('when `statuses` throws, the response is discarded, whatever a layer above does with the error', async () => {
  const clock = createVirtualClock();
  const transport = new ScriptedTransport([{ status: 200, body: 'busy', open: true }]);
  const above: Plugin = {
    name: 'above',
    stage: 'call',
    setup: () => async (request, next) => {
      try {
        return await next(request);
      } catch (error) {
        await new Promise<void>((resolve) => void clock.setTimer(10_000, resolve));
        throw error;
      }
    },
  };
  const client = createClient({ transport, clock, plugins: [above, retry({ statuses: fail })] });
  const call = client.get('http://origin.test/').then(
    () => undefined,
    (error: unknown) => error,
  );
  await clock.advance(5_000);
  expect(transport.open).toBe(0);
  await clock.advance(5_000);
  expect(await call).toBe(failure);
});

/** The same options with hooks that fail asynchronously. */
function asynchronous(options: RetryOptions): RetryOptions {
  const [name] = Object.keys(options) as [keyof RetryOptions];
  if (!name.startsWith('on') && !name.endsWith('Retry')) return options;
  return { ...options, [name]: () => Promise.resolve().then(fail) };
}

describe.each(['onRequest', 'onResponse', 'checkRetry', 'onRetry', 'prepareRetry', 'onExhausted'] as const)(
  '%s that never settles',
  (hook) => {
    test('does not delay an abort, and the charge of the budget is refunded', async () => {
      const taken: string[] = [];
      const budget: RetryBudget = {
        take: (_, kind) => taken.push(kind) > 0,
        onUnsent: () => void taken.pop(),
        onSuccess: () => undefined,
        stats: () => ({ granted: 0, refused: 0, hosts: [] }),
      };
      const never = (): Promise<never> => new Promise(() => undefined);
      const maxRetries = hook === 'onExhausted' ? 0 : 2;
      const { client, clock } = rig([{ status: 503 }], { [hook]: never, budget, maxRetries, minDelay: 10 });
      const controller = new AbortController();
      clock.setTimer(1_000, () => controller.abort('enough'));
      const { error } = await outcomeOf(clock, client.get('/', { signal: controller.signal }));
      expect(error).toBe('enough');
      await clock.advance(0);
      expect([taken, clock.pending(), client.stats().calls.inFlight]).toEqual([[], 0, 0]);
    });
  },
);
