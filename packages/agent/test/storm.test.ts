import http from 'node:http';
import { expect, test } from 'vitest';
import { PooledHttpAgent } from '../src/index.ts';
import { rig, until } from './setup.ts';

/** Numbers from 0 to 1, the same for the same seed. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

test.each([1, 2, 3])(
  'storm %i: aborts, resets and closes leave no socket, request or waiter behind',
  async (seed) => {
    const { origin, agent, registry, pool } = await rig({
      origin: { hosts: 3, seed, keepAlive: { idleClose: 15 } },
      pool: { maxPerHost: 4, maxTotal: 8, maxIdle: 5, maxRequests: 20 },
    });
    const agents = [
      agent,
      new PooledHttpAgent({ registry }),
      new PooledHttpAgent({ registry, partition: 'p' }),
    ];
    origin.on('/ok').reply(200, { body: { size: 2_000 } });
    origin.on('/slow').reply(200, { body: 'slow', delay: { uniform: [0, 10] } });
    origin
      .on('/cut')
      .reply(200, { body: { size: 5_000 } })
      .fault({ do: 'reset', at: 'body', after: 100 });
    origin.on('/none').reply(200).fault({ do: 'close', at: 'head' });
    origin.on('/extra').reply(200).fault({ do: 'extra', at: 'idle', bytes: 'x' });
    origin.on('/close').reply(200, { headers: { connection: 'close' } });
    const paths = ['/ok', '/ok', '/ok', '/slow', '/slow', '/cut', '/none', '/extra', '/close'];
    const random = randomOf(seed);
    const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
    const ends = { answered: 0, failed: 0 };

    const call = (): Promise<void> =>
      new Promise((resolve) => {
        const request = http.request(origin.url(pick(paths), Math.floor(random() * 3)), {
          agent: pick(agents),
          method: pick(['GET', 'POST']),
          ...(random() < 0.1 && { signal: AbortSignal.timeout(Math.floor(random() * 20)) }),
        });
        request.on('response', (response) => {
          response.on('error', () => {}).on('end', () => ends.answered++);
          if (random() < 0.1) request.destroy();
          else response.resume();
        });
        request.on('error', () => ends.failed++).on('close', () => resolve());
        if (random() < 0.15) setTimeout(() => request.destroy(), random() * 15);
        if (random() < 0.05) request.destroy();
        request.end(request.method === 'POST' ? 'body' : undefined);
      });

    for (let wave = 0; wave < 12; wave++) {
      const calls = Array.from({ length: 60 }, call);
      if (wave % 4 === 3) pick(agents).destroy();
      await Promise.all(calls);
      if (wave % 3 === 2) origin.closeIdle();
      if (wave % 5 === 4) await new Promise((resolve) => setTimeout(resolve, 20));
      expect(pool()).toMatchObject({ waiting: 0 });
    }
    await until(() => pool().active === 0 && pool().dialing === 0);
    // How many were quicker than their end depends on the machine; that every agent still serves does not.
    expect(ends.answered).toBeGreaterThan(0);
    expect(ends.failed).toBeGreaterThan(0);
    const serves = (one: http.Agent): Promise<boolean> =>
      new Promise((resolve) => {
        let complete = false;
        const request = http.get(origin.url('/ok'), { agent: one }, (response) => {
          response.resume().on('end', () => (complete = response.complete));
        });
        request.on('close', () => resolve(complete)).on('error', () => {});
      });
    for (const one of agents) {
      // The server may close a connection in the moment it is used again.
      for (let served = 0; served < 5;) if (await serves(one)) served++;
    }
    await until(() => pool().active === 0 && pool().dialing === 0);
    expect(pool().peakOpen).toBeLessThanOrEqual(8);
    expect(pool().idle).toBeLessThanOrEqual(5);
    expect(agents.reduce((sum, one) => sum + one.totalSocketCount, 0)).toBe(pool().idle);
    for (const one of agents) expect({ ...one.sockets, ...one.requests }).toEqual({});
  },
);
