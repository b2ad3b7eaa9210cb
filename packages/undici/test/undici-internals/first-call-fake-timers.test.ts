// The first call of a process whose timers are fake.
import { expect, test, vi } from 'vitest';
import { rig } from '../support/setup.ts';

test('first calls work while the test runner fakes timers', async () => {
  vi.useFakeTimers();
  try {
    const { client, origin } = await rig();
    origin.on('/x').reply(200, { body: 'ok' });
    expect(await client.get('/x').text()).toBe('ok');
    expect(await client.get('/x').text()).toBe('ok');
  } finally {
    vi.useRealTimers();
  }
});
