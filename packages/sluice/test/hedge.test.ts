import { expect, test } from 'vitest';
import { hedge } from 'sluice';
import { checkLeaks, clientOf, originOf } from './setup.ts';

checkLeaks();

test('a hedge waits at the gate as any attempt does, and is not sent once the race is over', async () => {
  const origin = await originOf();
  origin.on('/x').reply(200, { body: 'ok', delay: 150 });
  const client = clientOf({
    baseUrl: origin.url(),
    gate: { maxPerHost: 1 },
    plugins: [hedge({ delay: 10 })],
  });
  expect(await client.get('/x').text()).toBe('ok');
  expect(client.stats().plugins['hedge']).toMatchObject({ hedges: 1, won: 0 });
  await expect.poll(() => client.stats().plugins.gate).toMatchObject({ running: 0, waiting: 0 });
  expect(await client.get('/x').text()).toBe('ok');
  expect(origin.stats()).toMatchObject({ requests: 2, peakOpen: 1 });
});
