import { createClient, NetworkError, OptionError, SluiceError } from '@sluice/core';
import type { Plugin } from '@sluice/core/plugin';
import { createVirtualClock } from '@sluice/fixtures';
import { GateError } from '@sluice/gate';
import { describe, expect, test } from 'vitest';
import { hedge, tokenBudget, type HedgeOptions } from '../../src/index.ts';
import { hedgeRig as rig } from '../support/hedge-rig.ts';
import { outcomeOf } from '../support/rig.ts';
import { ScriptedTransport } from '../support/scripted-transport.ts';

async function* once(): AsyncGenerator<string> {
  yield 'x';
}

test('a response before the delay needs no hedge', async () => {
  const { client, clock, transport } = rig([{ after: 99, body: 'ok' }]);
  expect((await outcomeOf(clock, client.get('/').text())).value).toBe('ok');
  expect(transport.sent).toHaveLength(1);
  expect(clock.pending()).toBe(0);
});

test('a second attempt after the delay; the faster wins, the slower is cancelled', async () => {
  const { client, clock, transport } = rig([{ hangs: true }, { after: 20, body: 'second' }]);
  const { value } = await outcomeOf(clock, client.get('/'));
  expect(await value?.text()).toBe('second');
  expect(transport.sent.map(({ at }) => at)).toEqual([0, 100]);
  expect(value?.attempts.map(({ reason, status }) => [reason, status])).toEqual([
    ['another attempt was faster', undefined],
    [undefined, 200],
  ]);
  expect(value?.attempts[0]?.error).toMatchObject({ name: 'AbortError' });
  expect(client.stats().plugins['hedge']).toEqual({ hedges: 1, unsent: 0, won: 1, budgetRefusals: 0 });
  expect(client.stats().calls.inFlight).toBe(0);
  expect(clock.pending()).toBe(0);
});

test('a loser whose response ends within the drain bound is drained, and its connection is kept', async () => {
  const { client, clock, transport } = rig([
    { after: 140, body: 'first' },
    { after: 20, body: 'second' },
  ]);
  const { value } = await outcomeOf(clock, client.get('/').text());
  expect(value).toBe('second');
  expect(transport.destroyed).toBe(0);
  expect(transport.open).toBe(0);
  expect(clock.pending()).toBe(0);
});

test('a loser whose body exceeds the bound is destroyed', async () => {
  const { client, clock, transport } = rig([
    { after: 110, headers: { 'content-length': '1000000' }, open: true },
    { after: 5, body: 'second' },
  ]);
  const { value } = await outcomeOf(clock, client.get('/'));
  await value?.text();
  expect(transport.destroyed).toBe(1);
  expect(value?.attempts[0]?.drain?.outcome).toBe('length');
});

test('a loser gets as much time as its connection took to open, like a drain', async () => {
  for (const [setupTime, destroyed] of [
    [150, 0],
    [20, 1],
  ] as const) {
    const { client, clock, transport } = rig([{ after: 220, setupTime, body: 'first' }, { body: 'second' }]);
    expect((await outcomeOf(clock, client.get('/').text())).value).toBe('second');
    expect(transport.sent).toHaveLength(2);
    expect(transport.answered).toBe(2 - destroyed);
  }
});

test.each([{ time: 0 }, { bytes: 0 }])('drain: %o cancels the loser at once', async (drain) => {
  const { client, clock, transport } = rig([{ hangs: true }, { body: 'second' }]);
  const call = client.get('/', { drain });
  await clock.advance(100);
  await (await call).text();
  expect(clock.pending()).toBe(0);
  expect(transport.open).toBe(0);
});

describe('which outcome counts', () => {
  test('a failure before the delay goes to the retry loop', async () => {
    const { client, clock, transport } = rig([{ after: 10, status: 503 }, { status: 200 }]);
    expect((await outcomeOf(clock, client.get('/'))).value?.status).toBe(200);
    expect(transport.sent.map(({ at }) => at)).toEqual([0, 510]);
  });

  test('a failure waits for the other attempt', async () => {
    const { client, clock, transport } = rig([
      { after: 300, body: 'slow but good' },
      { status: 503, body: 'busy' },
    ]);
    const { value } = await outcomeOf(clock, client.get('/'));
    expect(await value?.text()).toBe('slow but good');
    expect(value?.attempts[1]?.drain).toMatchObject({ outcome: 'eof', bytes: 4 });
    expect(transport.open).toBe(0);
  });

  test('when all attempts fail, the last failure is retried, and hedged again', async () => {
    const { client, clock, transport } = rig((_, number) =>
      number <= 2 ? { after: 200, status: 503 } : { status: 200 },
    );
    const { value } = await outcomeOf(clock, client.get('/'));
    expect(value?.attempts).toHaveLength(3);
    expect(transport.sent.map(({ at }) => at)).toEqual([0, 100, 800]);
  });

  test('an error of one attempt leaves the result to the other', async () => {
    const { client, clock } = rig([
      { after: 150, error: new Error('bug') },
      { after: 100, status: 204 },
    ]);
    expect((await outcomeOf(clock, client.get('/'))).value?.status).toBe(204);
  });
});

test('several hedges, one per delay', async () => {
  const { client, clock, transport } = rig([{ hangs: true }], { maxHedges: 3 });
  const controller = new AbortController();
  const settled = client.get('/', { signal: controller.signal }).catch((error: unknown) => error);
  await clock.advance(1_000);
  expect(transport.sent.map(({ at }) => at)).toEqual([0, 100, 200, 300]);
  controller.abort();
  await settled;
  expect(clock.pending()).toBe(0);
});

test('statuses that the client retries do not win while another attempt is under way', async () => {
  for (const options of [{ retry: undefined }, { retry: { maxRetries: 1 } }, { retry: false }] as const) {
    const { client, clock } = rig([{ after: 300, body: 'good' }, { status: 418 }], {}, { statuses: [418] });
    expect((await outcomeOf(clock, client.get('/', options))).value?.status).toBe(200);
  }
  const { client, clock } = rig([{ after: 300, body: 'good' }, { status: 503 }], {}, { statuses: [418] });
  expect((await outcomeOf(clock, client.get('/'))).error.status).toBe(503);
});

describe('only requests that may be sent twice are hedged', () => {
  test.each<[string, string, object, number]>([
    ['a POST', 'POST', { body: 'x' }, 1],
    ['a PUT, since a late loser would undo what came after it', 'PUT', { body: 'x' }, 1],
    ['a keyed POST', 'POST', { body: 'x', idempotencyKey: true }, 2],
    ['a HEAD', 'HEAD', {}, 2],
    ['a QUERY of a one-shot body', 'QUERY', { body: once() }, 1],
    ['a call that says no', 'GET', { hedge: false }, 1],
    ['a call that is more patient', 'GET', { hedge: { delay: 5_000 } }, 1],
    ['a call that allows it', 'POST', { hedge: { methods: 'any' } }, 2],
  ])('%s', async (_, method, options, sent) => {
    const { client, clock, transport } = rig([{ after: 1_000 }]);
    await outcomeOf(clock, client('/', { method, ...options }));
    expect(transport.sent).toHaveLength(sent);
  });
});

describe('the budget', () => {
  test('is the budget of the retry plugin', async () => {
    const budget = tokenBudget({ tokens: 5, cost: 5, floor: 0 });
    const { client, clock, transport } = rig([{ after: 1_000 }], {}, { budget });
    await outcomeOf(clock, Promise.all([client.get('/'), client.get('/')]));
    expect(transport.sent).toHaveLength(3);
    expect(client.stats().plugins['hedge']).toEqual({ hedges: 1, unsent: 0, won: 0, budgetRefusals: 1 });
    expect(budget.stats()).toMatchObject({ granted: 1, refused: 1 });
  });

  test('is its own without the retry plugin, and is refunded', async () => {
    const clock = createVirtualClock();
    const transport = new ScriptedTransport((_, number) => (number === 1 ? { after: 200 } : {}));
    const plugins = [hedge({ delay: 100, budget: { tokens: 5, cost: 5, refund: 5, floor: 0 } })];
    const client = createClient({ transport, clock, baseUrl: 'http://origin.test', plugins });
    for (let call = 0; call < 3; call++) await outcomeOf(clock, client.get('/'));
    expect(client.stats().plugins['hedge']).toMatchObject({ hedges: 1, budgetRefusals: 0 });
  });
});

test.each<[string, Error, boolean]>([
  ['a refusal by the gate', new GateError('ERR_SLUICE_GATE_FULL', 'full', 'a'), true],
  ['a refusal by another plugin', new SluiceError('ERR_SLUICE_CLOSED', 'closed'), true],
  ['a failed connect', new NetworkError('ERR_SLUICE_CONNECT', 'refused', { phase: 'connect' }), false],
])('a hedge that ends with %s is refunded only if nothing was sent', async (_, error, refunded) => {
  const clock = createVirtualClock();
  const transport = new ScriptedTransport(() => ({ after: 200 }));
  const budget = tokenBudget({ tokens: 5, cost: 5, floor: 0 });
  let attempts = 0;
  const refusing: Plugin = {
    name: 'refusing',
    stage: 'attempt',
    setup: () => (request, next) => (++attempts === 2 ? Promise.reject(error) : next(request)),
  };
  const plugins = [hedge({ delay: 100, budget }), refusing];
  const client = createClient({ transport, clock, baseUrl: 'http://origin.test', plugins });
  expect((await outcomeOf(clock, client.get('/'))).value?.status).toBe(200);
  expect(client.stats().plugins['hedge']).toMatchObject({ hedges: 1, unsent: refunded ? 1 : 0 });
  expect(budget.stats().granted).toBe(refunded ? 0 : 1);
});

test('a measured delay: no hedge before 20 responses, then the percentile', async () => {
  const { client, clock, transport } = rig((_, number) => ({ after: number <= 20 ? number * 10 : 1_000 }), {
    delay: { percentile: 0.9 },
  });
  for (let call = 0; call < 20; call++) await outcomeOf(clock, client.get('/'));
  expect(transport.sent).toHaveLength(20);
  const startedAt = clock.now();
  await outcomeOf(clock, client.get('/'));
  expect(transport.sent.slice(20).map(({ at }) => at - startedAt)).toEqual([0, 190]);
});

describe('an abort', () => {
  test.each([
    ['before the hedge', 50, 1],
    ['during it', 150, 2],
  ])('%s settles at once and leaves nothing open', async (_, at, sent) => {
    const { client, clock, transport } = rig([{ hangs: true }]);
    const controller = new AbortController();
    const settled = client.get('/', { signal: controller.signal }).catch((error: unknown) => error);
    await clock.advance(at);
    const reason = new Error('enough');
    controller.abort(reason);
    expect(await settled).toBe(reason);
    await clock.advance(0);
    expect(clock.pending()).toBe(0);
    expect(transport.sent).toHaveLength(sent);
  });

  test("reaches the winner's body", async () => {
    const { client, clock, transport } = rig([{ hangs: true }, { open: true, body: 'a' }]);
    const controller = new AbortController();
    const call = client.get('/', { signal: controller.signal });
    await clock.advance(200);
    const read = (await call).text().catch((error: unknown) => error);
    const reason = new Error('enough');
    controller.abort(reason);
    expect(await read).toBe(reason);
    expect(transport.open).toBe(0);
    expect(clock.pending()).toBe(0);
  });
});

test('a function of the caller that throws fails the call and leaves nothing open', async () => {
  const failure = new Error('mine');
  const fail = (): never => {
    throw failure;
  };
  for (const options of [
    { statuses: fail },
    { budget: { onSuccess: fail, take: fail, stats: fail } },
    { budget: { onSuccess: fail, take: () => true, stats: fail } },
  ] satisfies HedgeOptions[]) {
    const { client, clock, transport } = rig([{ hangs: true }, { after: 10, open: true }], options);
    const { error } = await outcomeOf(clock, client.get('/'));
    expect(error).toBe(failure);
    expect(transport.open).toBe(0);
    expect(clock.pending()).toBe(0);
  }
});

test.each([{ delay: -1 }, { delay: { percentile: 2 } }, { delay: {} }, { maxHedges: 9 }, { dely: 1 }])(
  'bad options are refused: %j',
  (options) => {
    expect(() => hedge(options as HedgeOptions)).toThrow(OptionError);
  },
);
