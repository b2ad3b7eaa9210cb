import { describe, expect, test } from 'vitest';
import { createFaultOrigin } from '@sluice/fixtures';
import { KINDS } from './agents.ts';
import type { Client } from './client.ts';
import { CLIENTS } from './subjects/clients.ts';

const WAVES = 5;
const CALLS = 2_000;

// Bursts of 2,000 calls: with Node's agent, each burst dials again what the last one has closed.
describe.each(['got 16', 'axios', 'node-fetch 3'])('five waves of 2,000 calls with %s', (name) => {
  test('open at most maxPerHost connections', { timeout: 180_000 }, async () => {
    const origin = await createFaultOrigin();
    const { agents, pool, close } = KINDS.sluice({ maxPerHost: 256 });
    origin.on('/small').reply(200, { body: 'small' });
    const url = origin.url('/small');
    const client = CLIENTS[name] as Client;
    for (let wave = 0; wave < WAVES; wave++) {
      // oxlint-disable-next-line no-await-in-loop -- one wave after the other
      const answers = await Promise.all(Array.from({ length: CALLS }, () => client({ url, agents })));
      expect(answers.every((answer) => answer.body === 'small')).toBe(true);
    }
    expect(origin.stats().requests).toBe(WAVES * CALLS);
    expect(origin.stats().opened).toBeLessThanOrEqual(256);
    expect(pool()).toMatchObject({ closedByPeer: 0, evicted: 0, limit: 0, dialFailures: 0 });
    expect(pool()?.peakOpen).toBeLessThanOrEqual(256);
    await close();
    await origin.close();
  });
});
