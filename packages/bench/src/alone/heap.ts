// Benchmark `heap`: memory per idle connection and per call in flight.
import { createClient } from 'sluice';
import { loopback } from '../origin/loopback.ts';
import { startOrigin } from '../run/origin.ts';

function held(): number {
  for (let turn = 0; turn < 3; turn++) globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

function timers(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
}

/** Measures memory per idle connection and per call in flight. Needs `--expose-gc`. */
export async function run([connections = 10_000, hosts = 1_000]: readonly number[]): Promise<void> {
  const perHost = Math.ceil(connections / hosts);
  const origin = await startOrigin();
  const port = await origin.ask<number>({ what: 'hosts', count: hosts });
  const client = createClient({
    pool: { maxIdle: connections, maxPerHost: perHost },
    gate: false,
    timeout: { connect: false },
  });
  const url = (index: number): string => `http://${loopback(index)}:${port}/user`;
  await client.get(url(0)).json();
  const before = held();
  const timersBefore = timers();
  for (let host = 0; host < hosts; host++) {
    await Promise.all(Array.from({ length: perHost }, () => client.get(url(host)).json()));
  }
  const { idle } = client.stats().transport;
  const after = held();
  process.stdout.write(
    `${idle} idle connections over ${hosts} hosts: ${Math.round((after - before) / idle)} bytes of heap each; ` +
      `${timers() - timersBefore} more timers\n`,
  );
  await client.close();

  const waiting = createClient({ pool: { maxPerHost: 1 }, gate: false });
  const inFlight = 10_000;
  const idleHeap = held();
  const calls = Array.from({ length: inFlight }, () => waiting.get(url(0)).json());
  await Promise.resolve();
  await Promise.resolve();
  const busyHeap = held();
  await Promise.all(calls);
  process.stdout.write(
    `${inFlight} calls in flight: ${Math.round((busyHeap - idleHeap) / inFlight)} bytes of heap each\n`,
  );
  await waiting.close();
  await origin.close();
}
