import { createClient } from '@sluice/core';
import { createVirtualClock } from '@sluice/fixtures';
import { expect, test } from 'vitest';
import { hedge, hostCooldown, shareBudget, tokenBudget } from '../../src/index.ts';
import { hedgeRig } from '../support/hedge-rig.ts';
import { outcomeOf } from '../support/rig.ts';
import { ScriptedTransport } from '../support/scripted-transport.ts';

const busy = { status: 429, headers: { 'retry-after': '5' } };

test('fast failures do not shorten the measured delay', async () => {
  const { client, clock, transport } = hedgeRig(
    (_, number) =>
      number <= 40 ? { after: number <= 20 ? 200 : 1, status: number <= 20 ? 200 : 503 } : { after: 900 },
    { delay: { percentile: 0.5 } },
    { maxRetries: 0 },
  );
  for (let call = 0; call < 40; call++) await outcomeOf(clock, client.get('/'));
  expect(transport.sent).toHaveLength(40);
  const startedAt = clock.now();
  await outcomeOf(clock, client.get('/'));
  expect(transport.sent.slice(40).map(({ at }) => at - startedAt)).toEqual([0, 200]);
});

test('a failure refunds no hedge and does not count as won', async () => {
  const budget = tokenBudget({ tokens: 50, cost: 5, refund: 50, floor: 0 });
  const { client, clock } = hedgeRig([{ after: 300, status: 503 }], { budget }, { maxRetries: 0 });
  await outcomeOf(clock, client.get('/'));
  expect(budget.stats().hosts).toEqual([{ host: 'http://origin.test', available: 9 }]);
  expect(client.stats().plugins['hedge']).toEqual({ hedges: 1, unsent: 0, won: 0, budgetRefusals: 0 });
});

test('a share of the traffic counts the calls that are hedged', async () => {
  const budget = shareBudget({ ratio: 0.5, floor: 0 });
  const { client, clock, transport } = hedgeRig([{ after: 150 }], { budget });
  await outcomeOf(clock, Promise.all(Array.from({ length: 10 }, () => client.get('/'))));
  expect(transport.sent).toHaveLength(15);
  const shared = hedgeRig([{ after: 150 }], { budget }, { budget });
  await outcomeOf(shared.clock, Promise.all(Array.from({ length: 10 }, () => shared.client.get('/'))));
  // Counted once, not by both plugins.
  expect(budget.stats().granted).toBe(10);
});

test('hedges of a call with retry: false are paid from the same budget, and its success refunds it', async () => {
  const budget = tokenBudget({ tokens: 10, cost: 5, refund: 5, floor: 0 });
  const { client, clock, transport } = hedgeRig([{ after: 150 }], {}, { budget });
  const once = { retry: false } as const;
  await outcomeOf(clock, Promise.all([1, 2, 3].map(() => client.get('/', once))));
  expect(transport.sent).toHaveLength(5);
  expect(budget.stats()).toMatchObject({ granted: 2, refused: 1, hosts: [] });
  expect(client.stats().plugins['hedge']).toMatchObject({ hedges: 2, budgetRefusals: 1 });
});

test.each([{}, { retry: false }] as const)(
  'a host that asked for a pause is not hedged (%o)',
  async (rules) => {
    const { client, clock, transport } = hedgeRig(
      (request) => (request.url.pathname === '/busy' ? busy : { after: 300 }),
      {},
      { cooldown: true, maxRetries: 0 },
    );
    const call = client.get('/slow', rules);
    await clock.advance(50);
    await outcomeOf(clock, client.get('/busy'), 0);
    await outcomeOf(clock, call);
    expect(transport.sent.map(({ path }) => path)).toEqual(['/slow', '/busy']);
  },
);

test('the pause that a losing response requests is kept, and the history states why it lost', async () => {
  const cooldown = hostCooldown({ spread: 0 });
  const { client, clock } = hedgeRig([{ after: 300 }, busy], {}, { cooldown });
  const { value } = await outcomeOf(clock, client.get('/'), 400);
  expect(value?.attempts.map(({ reason }) => reason)).toEqual([
    'hedged after 100 ms',
    'status 429 while another attempt was under way',
  ]);
  expect(cooldown.waitFor('http://origin.test', clock.now(), () => 0)).toBe(4_700);
});

test('a loser without a connection is not sent', async () => {
  const { client, clock } = hedgeRig([
    { after: 120, body: 'first' },
    { after: 10_000, waits: true },
  ]);
  const call = client.get('/').text();
  await clock.advance(120);
  expect(await call).toBe('first');
  expect(clock.pending()).toBe(0);
});

test('without the retry plugin a share budget of hedge() counts calls too', async () => {
  const clock = createVirtualClock();
  const transport = new ScriptedTransport([{ after: 150 }]);
  const plugins = [hedge({ delay: 100, budget: shareBudget({ ratio: 0.5, floor: 0 }) })];
  const client = createClient({ transport, clock, baseUrl: 'http://origin.test', plugins });
  await outcomeOf(clock, Promise.all(Array.from({ length: 10 }, () => client.get('/'))));
  expect(transport.sent).toHaveLength(15);
});
