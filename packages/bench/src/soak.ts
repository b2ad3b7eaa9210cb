import { createClient } from 'sluice';
import { startOrigin } from './origin-process.ts';

const STEPS = 10;

function heap(): number {
  for (let turn = 0; turn < 3; turn++) globalThis.gc?.();
  return process.memoryUsage().heapUsed / 1e6;
}

/** Many calls with everything on, and the heap after each tenth of them; run with `--expose-gc`. */
export async function run([calls = 1_000_000]: readonly number[]): Promise<void> {
  const origin = await startOrigin();
  const client = createClient({ baseUrl: `http://127.0.0.1:${origin.port}`, pool: { maxPerHost: 50 } });
  const controller = new AbortController();
  for (let step = 0; step <= STEPS; step++) {
    process.stdout.write(
      `${String((calls / STEPS) * step).padStart(9)} calls: heap ${heap().toFixed(1)} MB\n`,
    );
    if (step === STEPS) break;
    let left = calls / STEPS;
    const worker = async (): Promise<void> => {
      while (left-- > 0) {
        // oxlint-disable-next-line no-await-in-loop -- a worker makes one call at a time
        await client.get(`/users/${left}`, { signal: controller.signal }).json();
      }
    };
    // oxlint-disable-next-line no-await-in-loop -- the heap is read in between
    await Promise.all(Array.from({ length: 50 }, worker));
  }
  process.stdout.write(`connections opened: ${await origin.connections()}\n`);
  await client.close();
  origin.close();
}
