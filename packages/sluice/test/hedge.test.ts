import { expect, test } from 'vitest';
import { hedge } from 'sluice';
import { checkLeaks, clientOf, originOf } from './setup.ts';

checkLeaks();

test('a hedge waits at the gate as any attempt does, and gives its place back', async () => {
  const origin = await originOf();
  origin.on('/x').reply(200, { body: 'ok', delay: 150 });
  const client = clientOf({
    baseUrl: origin.url(),
    gate: { maxPerHost: 1 },
    plugins: [hedge({ delay: 10 })],
  });
  for (let call = 0; call < 2; call++) {
    const response = await client.get('/x');
    expect(await response.text()).toBe('ok');
    expect(response.attempts.map(({ reason }) => reason)).toEqual([
      'hedged after 10 ms',
      'another attempt was faster',
    ]);
    expect(response.attempts[1]?.timings.gate).toBeGreaterThan(0);
    await expect.poll(() => client.stats().plugins.gate).toMatchObject({ running: 0, waiting: 0 });
  }
  expect(client.stats().plugins['hedge']).toMatchObject({ hedges: 2, won: 0 });
  expect(client.stats().plugins.gate).toMatchObject({ running: 0, waiting: 0 });
});
