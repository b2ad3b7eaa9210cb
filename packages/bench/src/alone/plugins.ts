// Benchmark `plugins`: CPU that each plugin adds to a call.
import { createClient, HttpHeaders, HttpResponse, redirect } from '@sluice/core';
import type { AnyPlugin } from '@sluice/core/plugin';
import { ResponseBody, type BodySource, type Transport } from '@sluice/core/transport';
import { gate } from '@sluice/gate';
import { retry } from '@sluice/retry';
import { attemptTimeout, deadline, watchdog } from '@sluice/watchdog';
import { median } from '../run/statistics.ts';
import { measureRound } from './measure.ts';

const NOTHING: BodySource = { pause() {}, resume() {}, destroy() {} };
const BYTES = Buffer.from('{"ok":true}');
const HEAD = { status: 200, statusText: '', headers: HttpHeaders.empty };

/** A transport that answers at once, so that only the layers above are measured. */
function instant(): Transport {
  return {
    name: 'instant',
    send(request) {
      const body = new ResponseBody(request.attempt, NOTHING, BYTES.length);
      const response = new HttpResponse({ ...HEAD, url: request.url }, request.attempt, body);
      body.push(BYTES);
      body.finish(true);
      return Promise.resolve(response);
    },
    close: () => Promise.resolve(),
  };
}

/** Measures the CPU that each plugin adds to a call that succeeds at once. */
export async function run([rounds = 15, calls = 20_000]: readonly number[]): Promise<void> {
  const sets: Record<string, readonly AnyPlugin[]> = {
    none: [],
    deadline: [deadline()],
    redirect: [redirect()],
    retry: [retry()],
    gate: [gate()],
    'attempt and body timeouts': [attemptTimeout()],
    watchdog: [watchdog()],
    all: [deadline(), redirect(), retry(), gate(), attemptTimeout(), watchdog()],
  };
  const contenders = Object.entries(sets).map(([name, plugins]) => {
    const client = createClient({ transport: instant(), plugins });
    return { name, call: () => client.get('http://a.test/x').json(), close: () => client.close() };
  });
  const costs = new Map<string, number[]>(contenders.map(({ name }) => [name, []]));
  for (const contender of contenders) {
    await measureRound(contender, calls, 50);
  }
  for (let turn = 0; turn < rounds; turn++) {
    for (const contender of contenders) {
      costs.get(contender.name)?.push((await measureRound(contender, calls, 50)).cpu);
    }
  }
  const without = median(costs.get('none') ?? []);
  process.stdout.write(
    `${rounds} rounds of ${calls} calls over a transport that answers at once; medians\n\n`,
  );
  for (const [name, cpu] of costs) {
    const own = median(cpu);
    const added = name === 'none' ? '' : `+${(own - without).toFixed(2)}`;
    process.stdout.write(`${name.padEnd(28)}${own.toFixed(2).padStart(10)} us/call${added.padStart(10)}\n`);
  }
  await Promise.all(contenders.map((contender) => contender.close()));
}
