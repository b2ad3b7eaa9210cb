// Benchmark `soak`: heap growth over many calls with every feature on.
import { getEventListeners } from 'node:events';
import { aimd, breaker, createClient } from 'sluice';
import { startOrigin } from './origin-process.ts';

const STEPS = 10;
const IN_FLIGHT = 50;
/** Allowed growth of the heap between the first tenth of the calls, which is the warm-up, and the last. */
const MOST_GROWTH_MB = 3;

interface Memory {
  readonly heap: number;
  readonly rss: number;
}

function memory(): Memory {
  for (let turn = 0; turn < 3; turn++) globalThis.gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  return { heap: heapUsed / 1e6, rss: rss / 1e6 };
}

function makeClient(port: number) {
  return createClient({
    baseUrl: `http://127.0.0.1:${port}`,
    pool: { maxPerHost: IN_FLIGHT },
    gate: { maxPerHost: IN_FLIGHT, adaptive: aimd({ initial: 40 }) },
    timeout: { policy: 'detach' },
    plugins: [breaker({ consecutive: 5, ratio: { share: 0.5 } })],
  });
}

type Client = ReturnType<typeof makeClient>;

/** Makes one call. Its kind, and how its response is left, depend on its number. */
async function callOnce(client: Client, number: number, signal: AbortSignal): Promise<void> {
  const path = `/users/${number}`;
  switch (number % 10) {
    case 0: {
      for await (const chunk of await client.get(path, { signal })) if (chunk.length > 0) break;
      return;
    }
    case 1: {
      await using _ = await client.get(path, { signal });
      return;
    }
    case 2: {
      (await client.get(path, { signal, watchdog: { captureCallSite: true } })).discard();
      return;
    }
    case 3: {
      await (await client.fetch(path, { signal })).json();
      return;
    }
    case 4: {
      // The response is neither read nor kept.
      await client.get(path, { signal, gate: { priority: 1 } });
      return;
    }
    case 5: {
      if (number % 500 === 5) await abortOne(client, path);
      else await client.post(path, { json: { number }, signal }).json();
      return;
    }
    default:
      await client.get(path, { signal }).json();
  }
}

/** Aborts a call after it was sent, which closes its connection. */
async function abortOne(client: Client, path: string): Promise<void> {
  const controller = new AbortController();
  const call = client.get(path, { signal: controller.signal }).json();
  setImmediate(() => controller.abort());
  await call.catch((error: unknown) => {
    if (error !== controller.signal.reason) throw error;
  });
}

async function callMany(client: Client, calls: number, signal: AbortSignal): Promise<void> {
  let left = calls;
  const worker = async (): Promise<void> => {
    while (left > 0) {
      // oxlint-disable-next-line no-await-in-loop -- a worker makes one call at a time
      await callOnce(client, left--, signal);
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
}

/**
 * Makes many calls with every feature on, all with one signal, leaves their responses in every way, and prints the
 * memory after each tenth. Needs `--expose-gc`. Exits with 1 if the heap has grown, or if a slot, a connection or a
 * listener was not released.
 */
export async function run([calls = 1_000_000]: readonly number[]): Promise<void> {
  const origin = await startOrigin();
  const client = makeClient(origin.port);
  const { signal } = new AbortController();
  const startedAt = performance.now();
  const after: Memory[] = [];
  for (let step = 1; step <= STEPS; step++) {
    // oxlint-disable-next-line no-await-in-loop -- the memory is measured between two steps
    await callMany(client, calls / STEPS, signal);
    const now = memory();
    after.push(now);
    const done = String((calls / STEPS) * step).padStart(9);
    process.stdout.write(
      `${done} calls: heap ${now.heap.toFixed(1)} MB, resident ${now.rss.toFixed(0)} MB\n`,
    );
  }
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(0);
  const { calls: counts, plugins, transport } = client.stats();
  const growth = (after.at(-1)?.heap ?? 0) - (after[0]?.heap ?? 0);
  const left = {
    'calls in flight': counts.inFlight,
    'slots taken': plugins.gate.slots,
    'waiting in the gate': plugins.gate.waiting,
    'exchanges detached': plugins.attemptTimeout.detached,
    'connections active': transport.active,
    'listeners on the signal': getEventListeners(signal, 'abort').length,
  };
  process.stdout.write(
    `${seconds} s; answered ${counts.answered}, aborted or failed ${counts.failed}; ` +
      `waited in the gate ${plugins.gate.queued}; connections opened ${await origin.connections()}; ` +
      `heap grew by ${growth.toFixed(1)} MB\n`,
  );
  const kept = Object.entries(left).filter(([, count]) => count !== 0);
  for (const [what, count] of kept) process.stdout.write(`NOT RELEASED: ${count} ${what}\n`);
  if (growth > MOST_GROWTH_MB) process.stdout.write(`THE HEAP GREW by more than ${MOST_GROWTH_MB} MB\n`);
  if (kept.length > 0 || growth > MOST_GROWTH_MB) process.exitCode = 1;
  await client.close();
  origin.close();
}
