import http from 'node:http';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { rig } from './setup.ts';

function get(url: string, agent: http.Agent): Promise<string> {
  return new Promise((resolve, reject) => {
    http.get(url, { agent }, (response) => void text(response).then(resolve, reject)).on('error', reject);
  });
}

test('a thousand hosts leave at most maxIdle connections open', { timeout: 60_000 }, async () => {
  const { origin, agent, pool } = await rig({
    origin: { hosts: 1_000 },
    pool: { maxIdle: 50 },
    track: false,
  });
  for (let host = 0; host < 1_000; host += 20) {
    const urls = Array.from({ length: 20 }, (_, index) => origin.url('/', host + index));
    await Promise.all(urls.map((url) => get(url, agent)));
    expect(pool().idle).toBeLessThanOrEqual(50);
  }
  while (origin.connections().length > 50) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(pool()).toMatchObject({ opened: 1_000, idle: 50, active: 0, evicted: 950 });
});
