import type { Agent } from 'node:http';
import axios from 'axios';
import got from 'got';
import fetch from 'node-fetch';
import { describe, expect, test } from 'vitest';
import { rig } from './setup.ts';

const WAVES = 5;
const CALLS = 2_000;

const subjects: Record<string, (agent: Agent, url: string) => Promise<string>> = {
  got: (agent, url) => got(url, { agent: { http: agent }, retry: { limit: 0 } }).text(),
  axios: async (agent, url) => (await axios.get<string>(url, { httpAgent: agent })).data,
  'node-fetch': async (agent, url) => (await fetch(url, { agent })).text(),
};

// Incident 1: bursts of 2,000 calls, of which each dials again what the one before has closed.
describe.each(Object.entries(subjects))('five waves of 2,000 calls with %s', (_name, get) => {
  test('opens at most maxPerHost connections', { timeout: 180_000 }, async () => {
    const { origin, agent, pool } = await rig({ pool: { maxPerHost: 256 }, track: false });
    origin.on('/small').reply(200, { body: 'small' });
    const url = origin.url('/small');
    for (let wave = 0; wave < WAVES; wave++) {
      const bodies = await Promise.all(Array.from({ length: CALLS }, () => get(agent, url)));
      expect(bodies.every((body) => body === 'small')).toBe(true);
    }
    expect(origin.stats().requests).toBe(WAVES * CALLS);
    expect(origin.stats().opened).toBeLessThanOrEqual(256);
    expect(pool()).toMatchObject({ closedByPeer: 0, evicted: 0, limit: 0, dialFailures: 0 });
    expect(pool().peakOpen).toBeLessThanOrEqual(256);
  });
});

test('a thousand hosts leave at most maxIdle connections open', { timeout: 60_000 }, async () => {
  const { origin, agent, pool } = await rig({
    origin: { hosts: 1_000 },
    pool: { maxIdle: 50 },
    track: false,
  });
  for (let host = 0; host < 1_000; host += 20) {
    const urls = Array.from({ length: 20 }, (_, index) => origin.url('/', host + index));
    await Promise.all(urls.map(async (url) => (await fetch(url, { agent })).text()));
    expect(pool().idle).toBeLessThanOrEqual(50);
  }
  while (origin.connections().length > 50) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(pool()).toMatchObject({ opened: 1_000, idle: 50, active: 0, evicted: 950 });
});
