import { expect, test } from 'vitest';
import { ConnectionPool, type PoolConnection } from '../../src/index.ts';

test('when a host with shared connections is down, no waiter waits for the dials of others', async () => {
  const pool = new ConnectionPool<PoolConnection>();
  const shared = { capacity: 100, isUsable: () => true, close: () => {} };
  const first = await pool.acquire('host', () => Promise.resolve(shared)).promise;
  first.release(true);
  pool.remove(shared);
  const refusals: ((error: Error) => void)[] = [];
  const dial = (): Promise<PoolConnection> => new Promise((_resolve, reject) => refusals.push(reject));
  const waiters = Array.from({ length: 20 }, () => pool.acquire('host', dial));
  const settled = Promise.allSettled(waiters.map(({ promise }) => promise));
  expect(refusals).toHaveLength(1);
  refusals[0]?.(new Error('down'));
  await new Promise((resolve) => setImmediate(resolve));
  // All other waiters dial now, instead of one after the other.
  expect(refusals).toHaveLength(20);
  for (const refuse of refusals) refuse(new Error('down'));
  expect((await settled).every(({ status }) => status === 'rejected')).toBe(true);
  await pool.close();
});
