// Benchmark `drain`: a fixed drain bound compared with `time: 'auto'`.
import { caCertificate, createFaultOrigin } from '@sluice/fixtures';
import { createClient, undiciTransport, type DrainBound } from 'sluice';

const CALLS = 40;
const IN_FLIGHT = 10;
const SETUP = 150;

interface Cost {
  readonly opened: number;
  readonly time: number;
}

/**
 * Measures connections opened and time, for calls whose first response is a 503 with a slow body, when a new connection
 * takes 150 ms: with the fixed drain bound of 50 ms, and with the bound that adapts to the cost of a connection.
 */
export async function run(): Promise<void> {
  process.stdout.write(
    `${CALLS} calls, ${IN_FLIGHT} in flight, a new connection takes ${SETUP} ms (TLS)\n\n`,
  );
  process.stdout.write(
    `${'the 503 ends after'.padEnd(22)}${'fixed: opened, s'.padStart(18)}${'auto: opened, s'.padStart(18)}\n`,
  );
  for (const ends of [0, 30, 80, 120, 200, 1_000]) {
    const fixed = await cost(ends, { time: 50 });
    const auto = await cost(ends, { time: 'auto' });
    const cells = [fixed, auto].map(({ opened, time }) => `${opened}, ${time.toFixed(2)}`.padStart(18));
    process.stdout.write(`${`${ends} ms`.padEnd(22)}${cells.join('')}\n`);
  }
}

async function cost(ends: number, drain: Partial<DrainBound>): Promise<Cost> {
  await using origin = await createFaultOrigin({ tls: true, per: { query: 'call' } });
  origin.fault({ do: 'delay', at: 'connect', wait: SETUP });
  origin
    .on('/x')
    .reply(503, { body: { size: 1_000 }, endDelay: ends }, { first: 1 })
    .reply(200, { body: 'ok' });
  await using client = createClient({
    transport: undiciTransport({ tls: { ca: caCertificate }, pool: {} }),
    baseUrl: origin.url(),
    retry: { minDelay: 0, maxDelay: 0, budget: false },
    drain,
  });
  const startedAt = performance.now();
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < CALLS) {
      await client.get('/x', { query: { call: next++ } }).text();
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
  return { opened: origin.stats().opened, time: (performance.now() - startedAt) / 1_000 };
}
