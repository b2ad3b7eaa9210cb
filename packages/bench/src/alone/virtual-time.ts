// Benchmark `virtual-time`: real time and CPU of a test with five retries and two minutes of backoff on the virtual clock.
import assert from 'node:assert/strict';
import { caCertificate, createFaultOrigin, createHttp2Origin, createVirtualClock } from '@sluice/fixtures';
import { createClient, undiciTransport } from 'sluice';

const RETRIES = 5;
const BACKOFF_MS = 24_000;

const kinds = ['plain', 'tls', 'http2'] as const;

/** The duration of a test, in ms. */
interface Taken {
  readonly real: number;
  readonly cpu: number;
}

/** One test as a user would write it: an origin that fails five times, and a client with retries. */
async function once(kind: (typeof kinds)[number]): Promise<Taken> {
  const startedAt = performance.now();
  const before = process.cpuUsage();
  const clock = createVirtualClock();
  await using origin =
    kind === 'http2' ? await createHttp2Origin() : await createFaultOrigin({ tls: kind === 'tls' });
  origin
    .on('/users')
    .reply(503, {}, { first: RETRIES })
    .reply(200, { json: ['Ada'] });
  await using client = createClient({
    clock,
    baseUrl: origin.url().replace('127.0.0.1', 'localhost'),
    transport: undiciTransport({ pool: {}, http2: kind === 'http2', tls: { ca: caCertificate } }),
    timeout: false,
    retry: {
      maxRetries: RETRIES,
      minDelay: BACKOFF_MS,
      maxDelay: BACKOFF_MS,
      backoff: 'constant',
      budget: false,
    },
  });
  const users = client.get('/users').json();
  await clock.advance(RETRIES * BACKOFF_MS);
  assert.deepEqual(await users, ['Ada']);
  assert.equal(origin.seen('/users').length, RETRIES + 1);
  const { user, system } = process.cpuUsage(before);
  return { real: performance.now() - startedAt, cpu: (user + system) / 1_000 };
}

/**
 * Prints the durations of `runs` (default 20) tests on each kind of connection. The first test loads modules. On a busy
 * machine, only the CPU is meaningful.
 */
export async function run([runs = 20]: readonly number[]): Promise<void> {
  for (const kind of kinds) {
    const all: Taken[] = [];
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    for (let nth = 0; nth <= runs; nth += 1) all.push(await once(kind));
    const rest = all.slice(1);
    const real = spread(rest.map((each) => each.real));
    const cpu = spread(rest.map((each) => each.cpu));
    process.stdout.write(
      `${kind.padEnd(5)}  real ${real}, CPU ${cpu}; the first ${inMs(all[0]?.real ?? 0)}\n`,
    );
  }
}

function spread(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  return `${inMs(sorted[sorted.length >> 1] ?? 0)} (${inMs(sorted[0] ?? 0)} to ${inMs(sorted.at(-1) ?? 0)})`;
}

function inMs(value: number): string {
  return `${value.toFixed(1)} ms`;
}
