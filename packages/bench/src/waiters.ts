import { ConnectionPool, type PoolConnection } from '@sluice/pool';

const COUNTS = [1_000, 10_000, 100_000];

/** As many waiters as are cancelled for one figure. */
const SAMPLE = 2_000_000;

type Cancel = (reason: unknown) => unknown;

/** What ends so many waiters of one host. */
function inLine(count: number): Cancel[] {
  const pool = new ConnectionPool({ maxPerHost: 1 });
  const never = new Promise<PoolConnection>(() => {});
  return Array.from({ length: count }, () => {
    const waiter = pool.acquire('host', () => never);
    waiter.promise.catch(() => {});
    return (reason) => waiter.cancel(reason);
  });
}

/** What ends so many promises that stand in no line: what memory and the engine cost alone. */
function alone(count: number): Cancel[] {
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

/** CPU per end, in ns. */
async function ending(make: (count: number) => Cancel[], count: number): Promise<number> {
  const reason = new Error('cancelled');
  let spent = 0;
  for (let done = 0; done < SAMPLE; done += count) {
    const line = shuffle(make(count));
    const before = process.cpuUsage();
    for (const cancel of line) cancel(reason);
    const { user, system } = process.cpuUsage(before);
    spent += user + system;
    // What was rejected is heard of outside the measurement.
    // oxlint-disable-next-line no-await-in-loop -- in turns
    await new Promise((resolve) => setImmediate(resolve));
  }
  return (spent * 1_000) / SAMPLE;
}

/** CPU per waiter cancelled in random order, by the length of the line, and as a ratio to bare promises as many. */
export async function run(): Promise<void> {
  await ending(inLine, 10_000);
  for (const count of COUNTS) {
    // oxlint-disable-next-line no-await-in-loop -- in turns
    const [each, bare] = [await ending(inLine, count), await ending(alone, count)];
    process.stdout.write(
      `${count} waiters: ${Math.round(each)} ns each, ${(each / bare).toFixed(1)} times a bare promise\n`,
    );
  }
}
