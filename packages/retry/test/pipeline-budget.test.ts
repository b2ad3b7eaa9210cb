import { createClient } from '@sluice/core';
import { createVirtualClock } from '@sluice/fixtures';
import { expect, test } from 'vitest';
import { retry, tokenBudget, type RetryStats } from '../src/index.ts';
import { outcomeOf, rig } from './rig.ts';
import { ScriptedTransport } from './scripted-transport.ts';

test('a spent budget ends the call with the last response, and says so', async () => {
  const { client, clock, transport } = rig([{ status: 503, body: 'busy' }], {
    budget: { tokens: 10, cost: 5, floor: 0 },
  });
  const { error } = await outcomeOf(clock, client.get('/'));
  expect(transport.sent).toHaveLength(3);
  expect(error.text()).toBe('busy');
  expect(error.attempts[2].reason).toBe(
    'gave up: the retry budget of http://origin.test is spent (status 503)',
  );
  expect(client.stats().plugins['retry']).toMatchObject({
    retries: 2,
    exhausted: 1,
    budgetRefusals: 1,
    recovered: 0,
    hosts: { 'http://origin.test': { retries: 2, budgetRefusals: 1 } },
    budget: { granted: 2, refused: 1 },
  } satisfies Partial<Record<keyof RetryStats, unknown>>);
});

test('clients share a budget they are given; a call can do without', async () => {
  const clock = createVirtualClock();
  const budget = tokenBudget({ tokens: 5, cost: 5, floor: 0 });
  const make = (transport: ScriptedTransport) =>
    createClient({ transport, clock, baseUrl: 'http://origin.test', plugins: [retry({ budget })] });
  const first = new ScriptedTransport([{ status: 503 }]);
  const second = new ScriptedTransport([{ status: 503 }]);
  await outcomeOf(clock, make(first).get('/'));
  await outcomeOf(clock, make(second).get('/'));
  expect([first.sent.length, second.sent.length]).toEqual([2, 1]);
  await outcomeOf(clock, make(second).get('/', { retry: { budget: false } }));
  expect(second.sent).toHaveLength(1 + 5);
});

test('successes give back', async () => {
  const { client, clock, transport } = rig((_, number) => ({ status: number % 2 === 1 ? 503 : 200 }), {
    budget: { tokens: 5, cost: 5, floor: 0 },
  });
  for (let call = 0; call < 20; call++)
    expect((await outcomeOf(clock, client.get('/'))).value?.status).toBe(200);
  expect(transport.sent).toHaveLength(40);
});

test('a hundred hosts are listed at most', async () => {
  const { client, clock } = rig((_, number) => ({ status: number % 2 === 1 ? 503 : 200 }));
  for (let host = 0; host < 120; host++) {
    const { value } = await outcomeOf(clock, client.get(`http://h${host}.test/`, { allowOtherOrigin: true }));
    expect(value?.status).toBe(200);
  }
  const { recovered, hosts } = client.stats().plugins['retry'] as RetryStats;
  expect(recovered).toBe(120);
  expect(Object.keys(hosts)).toHaveLength(100);
});
