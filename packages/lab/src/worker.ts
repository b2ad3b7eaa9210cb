// The process of a client, which can run out of memory or hang without affecting the lab.
import tls from 'node:tls';
import { clientMaker } from './clients/make.ts';
import type { FromWorker, Order } from './measure/orders.ts';
import { perform } from './workloads/index.ts';
import { Tally } from './workloads/tally.ts';

const TICK_EVERY = 100;

/** Unread responses are kept reachable until the next order, when the lab has measured. */
let kept: unknown[] = [];

process.on('disconnect', () => process.exit());
process.on('message', (order: Order) => {
  work(order).catch((error: unknown) => {
    send({
      kind: 'broken',
      message: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
    });
  });
});

async function work(order: Order): Promise<void> {
  kept = [];
  if (order.trust !== undefined) tls.setDefaultCACertificates([order.trust]);
  const makeClient = await clientMaker(order.client);
  const tally = new Tally();
  globalThis.gc?.();
  let memory = rss();
  send({ kind: 'begin', memory });
  const ticking = setInterval(() => {
    memory = Math.max(memory, rss());
    send({ kind: 'tick', progress: tally.progress, memory });
  }, TICK_EVERY);
  const began = performance.now();
  await perform(order.work, { makeClient, tally, kept });
  const ms = performance.now() - began;
  clearInterval(ticking);
  memory = Math.max(memory, rss());
  send({ kind: 'done', progress: tally.progress, memory, ms });
}

function rss(): number {
  return process.memoryUsage.rss();
}

function send(message: FromWorker): void {
  process.send?.(message);
}
