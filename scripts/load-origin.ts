// Compares a load origin of several event loops with one of a single loop: requests per second in alternating rounds.
//   node --conditions=@sluice/source scripts/load-origin.ts [loops] [seconds per round]
import { once } from 'node:events';
import net from 'node:net';
import os from 'node:os';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { serveLoop, startLoadOrigin } from '@sluice/fixtures';

/** Requests that are sent at once on a connection, so that the client costs less than the origin that it measures. */
const BATCH = 64;
const CONNECTIONS = 32;
const ROUNDS = 3;
const REQUEST = 'GET /x HTTP/1.1\r\nhost: load.test\r\n\r\n';

/** The task of a thread of clients. */
interface Load {
  readonly port: number;
  readonly ms: number;
}

/** Sends batches on many connections for `ms`, and returns the number of responses. */
async function drive({ port, ms }: Load): Promise<number> {
  let answers = 0;
  const sockets = Array.from({ length: CONNECTIONS }, () =>
    net.connect({ port, host: '127.0.0.1', noDelay: true }),
  );
  const batch = REQUEST.repeat(BATCH);
  for (const socket of sockets) {
    let inBatch = 0;
    socket.on('data', (bytes: Buffer) => {
      for (let at = bytes.indexOf('HTTP/1.1 200'); at >= 0; at = bytes.indexOf('HTTP/1.1 200', at + 1))
        inBatch += 1;
      if (inBatch < BATCH) return;
      answers += BATCH;
      inBatch = 0;
      socket.write(batch);
    });
    socket.on('error', () => undefined);
    socket.write(batch);
  }
  await new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
  for (const socket of sockets) socket.destroy();
  return answers;
}

/** Requests per second of an origin with the given number of event loops. */
async function measure(loops: number, clients: number, ms: number): Promise<number> {
  await using origin = await startLoadOrigin(new URL(import.meta.url), { loops });
  const counts = await Promise.all(
    Array.from({ length: clients }, async () => {
      const worker = new Worker(new URL(import.meta.url), {
        workerData: { port: origin.port, ms } satisfies Load,
      });
      const [count] = (await once(worker, 'message')) as [number];
      return count;
    }),
  );
  return Math.round((counts.reduce((sum, count) => sum + count, 0) * 1000) / ms);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
}

async function main(): Promise<void> {
  const loops = Number(process.argv[2] ?? os.availableParallelism());
  const ms = Number(process.argv[3] ?? 2) * 1000;
  const one: number[] = [];
  const several: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    one.push(await measure(1, loops, ms));
    several.push(await measure(loops, loops, ms));
  }
  console.log(`${os.availableParallelism()} processors, ${ROUNDS} alternating rounds of ${ms} ms`);
  console.log(`1 event loop:   ${one.join(', ')} requests/s`);
  console.log(`${loops} event loops:  ${several.join(', ')} requests/s`);
  console.log(`ratio of the medians: ${(median(several) / median(one)).toFixed(2)}`);
}

const role = workerData as { readonly sluiceLoop?: object; readonly ms?: number } | null;
if (isMainThread) await main();
else if (role?.sluiceLoop !== undefined) {
  await serveLoop((origin) => {
    origin.on('/x').reply(200, { json: { ok: true } });
  });
} else {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  parentPort?.postMessage(await drive(role as Load));
}
