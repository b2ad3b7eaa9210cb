// Chaos: its faults look like those of the wire, obey the same rules, and leave nothing open.
import diagnostics_channel from 'node:diagnostics_channel';
import { type Client, createClient } from '@sluice/core';
import {
  type ExchangeFault,
  type FaultOrigin,
  createFaultOrigin,
  createScriptedTransport,
  createVirtualClock,
  trackLeaks,
} from '@sluice/fixtures';
import { gate } from '@sluice/gate';
import { retry } from '@sluice/retry';
import { undiciTransport } from '@sluice/undici';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type ChaosFault, type ChaosMessage, type ChaosStats, chaos, isChaos } from '../src/index.ts';

const ALWAYS = { rate: 1, enabled: true, seed: 7 } as const;

function clientOf(origin: FaultOrigin, fault: ChaosFault | readonly ChaosFault[], rate = 1): Client {
  const faults = Array.isArray(fault) ? (fault as readonly ChaosFault[]) : [fault as ChaosFault];
  return createClient({
    baseUrl: origin.url(),
    transport: undiciTransport({ pool: {} }),
    plugins: [gate({ maxPerHost: 4 }), chaos({ ...ALWAYS, rate, faults })],
  });
}

function statsOf(client: Client): ChaosStats {
  return client.stats().plugins['chaos'] as ChaosStats;
}

/** The facts that callers and retry rules decide by. */
function factsOf(error: unknown): unknown {
  const { name, code, phase, systemCode, bytes, responseStarted, retryable } = error as Record<
    string,
    unknown
  >;
  const { bytesWritten } = error as { readonly bytesWritten?: number };
  return { name, code, phase, systemCode, bytes, responseStarted, retryable, sent: (bytesWritten ?? 0) > 0 };
}

const failureOf = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'answered',
    (error: unknown) => error,
  );

afterEach(() => vi.unstubAllEnvs());

test('the function `match` must not be async', async () => {
  await using origin = await createFaultOrigin();
  const match = (): Promise<never> => Promise.reject(new Error('not reported'));
  await using client = createClient({
    baseUrl: origin.url(),
    transport: undiciTransport({ pool: {} }),
    plugins: [chaos({ ...ALWAYS, match: match as never })],
  });
  expect(await failureOf(client.get('/x'))).toMatchObject({
    code: 'ERR_SLUICE_OPTION',
    option: 'chaos.match',
  });
});

describe('a fault looks like that of the wire', () => {
  const cases: readonly (readonly [ChaosFault, ExchangeFault])[] = [
    [
      { do: 'reset', at: 'head' },
      { do: 'reset', at: 'head' },
    ],
    [
      { do: 'reset', at: 'body', after: 10 },
      { do: 'reset', at: 'body', after: 10 },
    ],
    [
      { do: 'close', at: 'body', after: 10 },
      { do: 'close', at: 'body', after: 10 },
    ],
    [
      { do: 'close', at: 'body', after: 1_000_000 },
      { do: 'close', at: 'end' },
    ],
  ];
  test.each(cases)('%j', async (fault, wire) => {
    await using origin = await createFaultOrigin();
    origin
      .on('/real')
      .reply(200, { body: { size: 20_000 } })
      .fault(wire);
    origin.on('/fine').reply(200, { body: { size: 20_000 } });
    await using real = createClient({ baseUrl: origin.url(), transport: undiciTransport({ pool: {} }) });
    await using client = clientOf(origin, fault);
    const genuine = await failureOf(real.get('/real').bytes());
    const made = await failureOf(client.get('/fine').bytes());
    const late = 'after' in fault && fault.after === 1_000_000;
    // At the end, the wire withholds the last byte, and chaos the end alone.
    expect(factsOf(made)).toEqual(
      late ? { ...(factsOf(genuine) as object), bytes: 20_000 } : factsOf(genuine),
    );
    expect([isChaos(made), isChaos(genuine)]).toEqual([true, false]);
    expect(origin.seen('/fine')).toHaveLength(1);
  });

  test('no connection: nothing is sent', async () => {
    await using origin = await createFaultOrigin();
    await using client = clientOf(origin, { do: 'refuse' });
    await using none = createClient({ transport: undiciTransport({ pool: {} }) });
    const made = await failureOf(client.get('/').bytes());
    expect(factsOf(made)).toEqual(factsOf(await failureOf(none.get('http://127.0.0.1:2/').bytes())));
    await using unnamed = clientOf(origin, { do: 'unresolved', code: 'EAI_AGAIN' });
    expect(factsOf(await failureOf(unnamed.get('/').bytes()))).toMatchObject({
      code: 'ERR_SLUICE_DNS',
      phase: 'dns',
      systemCode: 'EAI_AGAIN',
      retryable: true,
      sent: false,
    });
    expect(origin.stats().requests).toBe(0);
  });

  test('statuses are answered without a request, and marked', async () => {
    await using origin = await createFaultOrigin();
    await using client = clientOf(origin, { do: 'status', status: 429, retryAfter: 3 });
    const response = await client.get('/', { throwHttpErrors: false });
    expect([response.status, response.headers.get('retry-after'), await response.text()]).toEqual([
      429,
      '3',
      '',
    ]);
    expect(isChaos(response)).toBe(true);
    expect(isChaos(await failureOf(client.get('/').json()))).toBe(true);
    expect(origin.stats().requests).toBe(0);
  });
});

test('a request that is not idempotent reaches the origin once, whichever part of the response chaos loses', async () => {
  await using origin = await createFaultOrigin();
  origin.on('POST /orders').reply(201, { json: { id: 1 } });
  for (const fault of [
    { do: 'reset', at: 'head' },
    { do: 'close', at: 'head' },
    { do: 'close', at: 'body', after: 2 },
  ] as const) {
    origin.resetStats();
    const client = createClient({
      baseUrl: origin.url(),
      transport: undiciTransport({ pool: {} }),
      plugins: [retry({ minDelay: 1 }), chaos({ ...ALWAYS, faults: [fault] })],
    });
    // oxlint-disable no-await-in-loop -- one fault after the other
    expect(await failureOf(client.post('/orders', { json: {} }).json())).toMatchObject({
      name: expect.any(String),
    });
    expect(origin.stats().requests).toBe(1);
    // A key makes it repeatable.
    await failureOf(client.post('/orders', { json: {}, idempotencyKey: true }).json());
    expect(origin.stats().requests).toBeGreaterThan(2);
    await client.close();
    // oxlint-enable no-await-in-loop
  }
});

test('a thousand calls with every fault leave no slot, socket, timer or listener', async () => {
  using leaks = trackLeaks();
  {
    await using origin = await createFaultOrigin();
    origin.on('/*').reply(200, { body: { size: 3_000 } });
    const faults: ChaosFault[] = [
      { do: 'refuse' },
      { do: 'unresolved' },
      { do: 'reset', at: 'head' },
      { do: 'close', at: 'head' },
      { do: 'reset', at: 'body' },
      { do: 'close', at: 'body', after: 100 },
      { do: 'stall', at: 'head', weight: 0.2 },
      { do: 'stall', at: 'body', weight: 0.2 },
      { do: 'delay', wait: { uniform: [0, 5] } },
      { do: 'status', status: 503 },
    ];
    await using client = clientOf(origin, faults, 0.5);
    const control = new AbortController();
    const outcomes = await Promise.all(
      Array.from({ length: 1_000 }, (_, index) => {
        const signal = AbortSignal.any([control.signal, AbortSignal.timeout(3_000)]);
        return failureOf(client.get(`/${index}`, { signal, throwHttpErrors: false }).bytes());
      }),
    );
    const { attempts, faults: made, byFault } = statsOf(client);
    expect(attempts).toBe(1_000);
    expect(made).toBeGreaterThan(400);
    expect(made).toBeLessThan(600);
    expect(Object.keys(byFault)).toHaveLength(10);
    const lost = outcomes.filter((each) => each !== 'answered');
    expect(lost.filter((each) => isChaos(each) || (each as Error).name === 'TimeoutError')).toHaveLength(
      lost.length,
    );
    // An abort rejects its call at once; the attempt ends when its layers have settled, some microtasks later.
    await expect.poll(() => client.stats().plugins['gate']).toMatchObject({ running: 0, waiting: 0 });
    expect(client.stats().calls.inFlight).toBe(0);
  }
  await leaks.assertNone({ unrefTimers: false });
}, 30_000);

test('the same seed makes the same faults; another one others', async () => {
  const outcomes = async (seed: number): Promise<unknown[]> => {
    const transport = createScriptedTransport();
    transport.on('/*').reply(200, { body: { size: 5_000 } });
    await using client = createClient({
      baseUrl: 'http://a.test',
      transport,
      plugins: [
        chaos({ enabled: true, rate: 0.5, seed, faults: [{ do: 'refuse' }, { do: 'close', at: 'body' }] }),
      ],
    });
    const found = [];
    for (let index = 0; index < 50; index += 1)
      // oxlint-disable-next-line no-await-in-loop -- in order
      found.push(factsOf(await failureOf(client.get('/x').bytes())));
    return found;
  };
  expect(await outcomes(3)).toEqual(await outcomes(3));
  expect(await outcomes(3)).not.toEqual(await outcomes(4));
});

test('a stall lasts until the limits of the client, and a delay runs on its clock', async () => {
  const clock = createVirtualClock();
  const transport = createScriptedTransport();
  transport.on('/*').reply(200, { body: { size: 100 } });
  for (const at of ['head', 'body'] as const) {
    const client = createClient({
      baseUrl: 'http://a.test',
      transport,
      clock,
      plugins: [chaos({ ...ALWAYS, faults: [{ do: 'stall', at }] })],
    });
    const control = new AbortController();
    const call = failureOf(client.get('/x', { signal: control.signal }).bytes());
    // oxlint-disable no-await-in-loop -- one place after the other
    await clock.advance(100_000);
    expect(transport.stats().inFlight).toBe(1);
    control.abort(new Error('enough'));
    expect(await call).toMatchObject({ message: 'enough' });
    await expect.poll(() => [transport.stats().inFlight, clock.pending()]).toEqual([0, 0]);
    await client.close();
    // oxlint-enable no-await-in-loop
  }
  const client = createClient({
    baseUrl: 'http://a.test',
    transport,
    clock,
    plugins: [chaos({ ...ALWAYS, faults: [{ do: 'delay', wait: 5_000 }] })],
  });
  let status: number | undefined;
  void client.get('/x').then((response) => (status = response.status));
  await clock.advance(4_999);
  expect(status).toBe(undefined);
  await clock.advance(1);
  expect(status).toBe(200);
  const control = new AbortController();
  const aborted = failureOf(client.get('/x', { signal: control.signal }).bytes());
  await clock.advance(10);
  control.abort(new Error('enough'));
  expect(await aborted).toMatchObject({ message: 'enough' });
  expect(clock.pending()).toBe(0);
});

test('it does nothing unless it is switched on, and refuses production', async () => {
  await using origin = await createFaultOrigin();
  origin.on('/').reply(200);
  const plugins = (options: Parameters<typeof chaos>[0]) => [
    chaos({ rate: 1, faults: [{ do: 'refuse' }], ...options }),
  ];
  const ask = async (options: Parameters<typeof chaos>[0], call = {}): Promise<number | string> => {
    await using client = createClient({
      baseUrl: origin.url(),
      transport: undiciTransport({ pool: {} }),
      plugins: plugins(options),
    });
    const outcome = await failureOf(client.get('/', call));
    return outcome === 'answered' ? 200 : (outcome as { code: string }).code;
  };
  expect(await ask({})).toBe(200);
  expect(await ask({ enabled: true })).toBe('ERR_SLUICE_CONNECT');
  expect(await ask({ enabled: true }, { chaos: false })).toBe(200);
  expect(await ask({ enabled: true, match: ({ path }) => path !== '/' })).toBe(200);
  vi.stubEnv('SLUICE_CHAOS', '1');
  expect(await ask({})).toBe('ERR_SLUICE_CONNECT');
  expect(await ask({ enabled: false })).toBe(200);
  vi.stubEnv('NODE_ENV', 'production');
  expect(() => chaos()).toThrow('chaos is switched on with NODE_ENV=production');
  expect(() => chaos({ enabled: true })).toThrow("set 'chaos.force'");
  expect(await ask({ enabled: true, force: true })).toBe('ERR_SLUICE_CONNECT');
  vi.stubEnv('SLUICE_CHAOS', 'maybe');
  expect(() => chaos()).toThrow('SLUICE_CHAOS="maybe" is not one of 1, true, 0, false');
});

test('every fault is published and counted', async () => {
  await using origin = await createFaultOrigin();
  await using client = clientOf(origin, { do: 'reset', at: 'head' });
  const messages: ChaosMessage[] = [];
  const listener = (message: unknown): void => void messages.push(message as ChaosMessage);
  diagnostics_channel.subscribe('sluice:chaos', listener);
  await failureOf(client.get('/a', { query: { token: 'secret' } }).bytes());
  diagnostics_channel.unsubscribe('sluice:chaos', listener);
  expect(messages).toHaveLength(1);
  expect(messages[0]).toMatchObject({ method: 'GET', fault: { do: 'reset', at: 'head' }, seed: 7 });
  expect(messages[0]?.url).toMatch(/\/a\?token=…$/);
  expect(messages[0]?.attempt.number).toBe(1);
  expect(statsOf(client)).toEqual({
    enabled: true,
    seed: 7,
    attempts: 1,
    faults: 1,
    byFault: { 'reset at head': 1 },
  });
});

test('bad options are refused with what is allowed', () => {
  const refused: readonly (readonly [object, string])[] = [
    [{ rat: 1 }, "unknown option 'chaos.rat'"],
    [{ rate: 2 }, 'a number from 0 to 1'],
    [{ faults: [] }, 'an array of faults, not empty'],
    [{ faults: [{ do: 'explode' }] }, 'chaos.faults[0].do'],
    [{ faults: [{ do: 'reset' }] }, 'chaos.faults[0].at'],
    [{ faults: [{ do: 'reset', at: 'head', after: 3 }] }, "given only with at: 'body'"],
    [{ faults: [{ do: 'refuse', at: 'head' }] }, "unknown option 'chaos.faults[0].at'"],
    [
      { faults: [{ do: 'delay', wait: { uniform: [5, 1] } }] },
      'two numbers of ms from 0 on, the least first',
    ],
    [{ faults: [{ do: 'delay', wait: { uniform: [0, Infinity] } }] }, "'chaos.faults[0].wait.uniform'"],
    [{ faults: [{ do: 'delay', wait: { uniform: [0, 1], mean: 2 } }] }, 'chaos.faults[0].wait.mean'],
    [{ faults: [{ do: 'delay', wait: {} }] }, '{ uniform: [least, most] }'],
    [{ faults: [{ do: 'status', status: 99 }] }, 'from 200 to 599'],
    [{ faults: [{ do: 'refuse', weight: 0 }] }, 'a number above 0'],
    [{ enabled: 1 }, 'true or false'],
  ];
  for (const [options, message] of refused) expect(() => chaos(options)).toThrow(message);
});
