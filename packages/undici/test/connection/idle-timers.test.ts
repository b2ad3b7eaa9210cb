import { trackLeaks } from '@sluice/fixtures';
import { expect, test } from 'vitest';
import { pause, rig, together } from '../support/setup.ts';

test('no idle connection has a timer of its own, with or without a keep-alive hint', async () => {
  const { origin, client, pool } = await rig({ origin: { keepAlive: { idleClose: 60_000, hint: true } } });
  origin.on('/x').handle(together(20));
  const leaks = trackLeaks();
  await Promise.all(Array.from({ length: 20 }, () => client.get('/x').text()));
  await pause(50);
  expect(pool().idle).toBe(20);
  const timers = leaks
    .open({ unrefTimers: true })
    .filter(({ kind, site }) => kind === 'timer' && site.some((line) => /undici|pool|core/.test(line)))
    // The origin in this process has a timer per connection; those are not ours.
    .filter(({ site }) => !site.some((line) => line.includes('fixtures')));
  leaks[Symbol.dispose]();
  expect(timers.length).toBeLessThan(5);
});
