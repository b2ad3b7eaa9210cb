// Benchmark `endurance`: heap growth over many calls with every feature on.
import { getEventListeners } from 'node:events';
import { caCertificate } from '@sluice/fixtures';
import { aimd, breaker, createClient, undiciTransport } from 'sluice';
import type { Connections } from '../origin/loop.ts';
import { startOrigin } from '../run/origin.ts';

const STEPS = 10;
/** Concurrent calls. */
export const IN_FLIGHT = 50;
/** The most growth of the heap between the first tenth of the calls, which is the warm-up, and the last. */
const MAX_GROWTH_MB = 3;

/** The state after a tenth of the calls. */
export interface EnduranceStep {
  /** Calls made so far. */
  readonly calls: number;
  /** Heap after a collection, in MB. */
  readonly heap: number;
  /** Resident memory, in MB. */
  readonly rss: number;
  /** Connections opened so far, as the origin counted them. */
  readonly opened: number;
  /** Open connections of the pool. */
  readonly open: number;
}

/** The result of an endurance run. */
export interface EnduranceReport {
  readonly steps: readonly EnduranceStep[];
  readonly ms: number;
  readonly answered: number;
  /** Calls that were aborted after they were sent, which closes their connections. */
  readonly aborted: number;
  /** How often a call waited in the gate. */
  readonly queued: number;
  /** Growth of the heap from the first step, the warm-up, to the last, in MB. */
  readonly growth: number;
  /** The resources that were not released, in words. */
  readonly left: readonly string[];
}

interface Memory {
  readonly heap: number;
  readonly rss: number;
}

function memory(): Memory {
  for (let turn = 0; turn < 3; turn++) globalThis.gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  return { heap: heapUsed / 1e6, rss: rss / 1e6 };
}

function makeClient(port: number, tls: boolean) {
  return createClient({
    baseUrl: tls ? `https://localhost:${port}` : `http://127.0.0.1:${port}`,
    transport: undiciTransport({ pool: { maxPerHost: IN_FLIGHT }, tls: { ca: caCertificate } }),
    gate: { maxPerHost: IN_FLIGHT, adaptive: aimd({ initial: 40 }) },
    timeout: { policy: 'detach' },
    plugins: [breaker({ consecutive: 5, ratio: { share: 0.5 } })],
  });
}

type Client = ReturnType<typeof makeClient>;

/** Makes one call. The number determines its kind and what happens to its response. */
async function callOnce(client: Client, number: number, signal: AbortSignal): Promise<void> {
  const path = '/user';
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
      await callOnce(client, left--, signal);
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
}

/** The options of an endurance run. */
export interface EnduranceOptions {
  readonly calls: number;
  /** Over TLS. Default: false. */
  readonly tls?: boolean;
  /** Called after each tenth of the calls. */
  readonly onStep?: (step: EnduranceStep) => void;
}

/**
 * Makes many calls with every feature on, all with one signal, and reads, discards or abandons their responses. Needs
 * `--expose-gc`.
 */
export async function endure({ calls, tls = false, onStep }: EnduranceOptions): Promise<EnduranceReport> {
  const origin = await startOrigin();
  const client = makeClient(tls ? origin.ready.ports.tls : origin.ready.ports.plain, tls);
  const { signal } = new AbortController();
  const startedAt = performance.now();
  const steps: EnduranceStep[] = [];
  let opened = 0;
  for (let step = 1; step <= STEPS; step++) {
    await callMany(client, calls / STEPS, signal);
    opened += (await origin.ask<Connections>({ what: 'count' })).opened;
    const { active, idle } = client.stats().transport;
    const measured = { calls: (calls / STEPS) * step, ...memory(), opened, open: active + idle };
    steps.push(measured);
    onStep?.(measured);
  }
  const ms = performance.now() - startedAt;
  const { calls: counts, plugins, transport } = client.stats();
  const held = {
    'calls in flight': counts.inFlight,
    'slots taken': plugins.gate.slots,
    'waiting in the gate': plugins.gate.waiting,
    'exchanges detached': plugins.attemptTimeout.detached,
    'connections active': transport.active,
    'listeners on the signal': getEventListeners(signal, 'abort').length,
  };
  await client.close();
  await origin.close();
  return {
    steps,
    ms,
    answered: counts.answered,
    aborted: counts.failed,
    queued: plugins.gate.queued,
    growth: (steps.at(-1)?.heap ?? 0) - (steps[0]?.heap ?? 0),
    left: Object.entries(held).flatMap(([what, count]) => (count === 0 ? [] : [`${count} ${what}`])),
  };
}

/** The faults of a run, in words. A run may open one connection per caller, and one more for each aborted call. */
export function findingsOf({ steps, aborted, growth, left }: EnduranceReport): readonly string[] {
  const findings = left.map((what) => `NOT RELEASED: ${what}`);
  const opened = steps.at(-1)?.opened ?? 0;
  if (growth > MAX_GROWTH_MB) findings.push(`THE HEAP GREW by more than ${MAX_GROWTH_MB} MB`);
  if (opened > IN_FLIGHT + aborted)
    findings.push(`TOO MANY CONNECTIONS: ${opened} for ${IN_FLIGHT} callers and ${aborted} aborted calls`);
  return findings;
}

/** Runs and prints the measurement. Exits with 1 if it has findings, see {@link findingsOf}. */
export async function run(
  [calls = 1_000_000]: readonly number[],
  { tls = false }: { readonly tls?: boolean } = {},
): Promise<void> {
  const report = await endure({ calls, tls, onStep: printStep });
  const { ms, answered, aborted, queued, growth } = report;
  process.stdout.write(
    `${(ms / 1_000).toFixed(0)} s${tls ? ' over TLS' : ''}; answered ${answered}, aborted ${aborted}; ` +
      `waited in the gate ${queued}; heap grew by ${growth.toFixed(1)} MB\n`,
  );
  const findings = findingsOf(report);
  for (const finding of findings) process.stdout.write(`${finding}\n`);
  if (findings.length > 0) process.exitCode = 1;
}

function printStep({ calls, heap, rss, opened, open }: EnduranceStep): void {
  process.stdout.write(
    `${String(calls).padStart(9)} calls: heap ${heap.toFixed(1)} MB, resident ${rss.toFixed(0)} MB, ` +
      `connections opened ${opened}, open ${open}\n`,
  );
}
