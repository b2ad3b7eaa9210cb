// Benchmark `waiters`: CPU per cancelled waiter of the pool.
import { ConnectionPool, type PoolConnection } from '@sluice/pool';

const COUNTS = [1_000, 10_000, 100_000];

/** Waiters cancelled per figure. */
const SAMPLE = 2_000_000;

type Cancel = (reason: unknown) => unknown;

/** Creates `count` waiters of one host. @returns the functions that cancel them */
function poolWaiters(count: number): Cancel[] {
  const pool = new ConnectionPool({ maxPerHost: 1 });
  const never = new Promise<PoolConnection>(() => {});
  return Array.from({ length: count }, () => {
    const waiter = pool.acquire('host', () => never);
    waiter.promise.catch(() => {});
    return (reason) => waiter.cancel(reason);
  });
}

/** Creates `count` bare promises, for the cost of memory and engine alone. @returns the functions that reject them */
function barePromises(count: number): Cancel[] {
  return Array.from({ length: count }, () => {
    const { promise, reject } = Promise.withResolvers();
    promise.catch(() => {});
    return reject;
  });
}

function shuffle(items: Cancel[]): Cancel[] {
  for (let index = items.length - 1; index > 0; index--) {
    const other = Math.floor(Math.random() * (index + 1));
    [items[index], items[other]] = [items[other] as Cancel, items[index] as Cancel];
  }
  return items;
}

/** CPU per cancel, in ns. */
async function cancelCost(make: (count: number) => Cancel[], count: number): Promise<number> {
  const reason = new Error('cancelled');
  let spent = 0;
  for (let done = 0; done < SAMPLE; done += count) {
    const cancels = shuffle(make(count));
    const before = process.cpuUsage();
    for (const cancel of cancels) cancel(reason);
    const { user, system } = process.cpuUsage(before);
    spent += user + system;
    // Handlers of the rejections run outside the measurement.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return (spent * 1_000) / SAMPLE;
}

/**
 * Measures the CPU per cancelled waiter, in random order, for several numbers of waiters, and as a ratio to bare promises.
 */
export async function run(): Promise<void> {
  await cancelCost(poolWaiters, 10_000);
  for (const count of COUNTS) {
    const [each, bare] = [await cancelCost(poolWaiters, count), await cancelCost(barePromises, count)];
    process.stdout.write(
      `${count} waiters: ${Math.round(each)} ns each, ${(each / bare).toFixed(1)} times a bare promise\n`,
    );
  }
}
