// Benchmark `got`: CPU per small GET with JSON through got, with and without Sluice.
import http from 'node:http';
import got from 'got';
import { gotTransport } from '@sluice/got';
import { createClient } from 'sluice';
import type { Contender } from './contenders.ts';
import { measureRound, median, type Round } from './measure.ts';
import { startOrigin } from './origin-process.ts';

/**
 * Measures CPU per small GET with JSON through `gotTransport()`, as a ratio to `got(url).json()` with a keep-alive
 * agent.
 */
export async function run([rounds = 15, calls = 2_000, inFlight = 50]: readonly number[]): Promise<void> {
  const origin = await startOrigin();
  const url = `http://127.0.0.1:${origin.port}/users/1`;
  const contenders = [plainGot(url, inFlight), throughTransport(url, inFlight)];
  const results = new Map<string, Round[]>(contenders.map(({ name }) => [name, []]));
  // The first round is a warm-up.
  for (let turn = -1; turn < rounds; turn++) {
    for (const contender of contenders) {
      // oxlint-disable-next-line no-await-in-loop -- contenders must not disturb each other
      const cost = await measureRound(contender, calls, inFlight);
      if (turn >= 0) results.get(contender.name)?.push(cost);
    }
  }
  print(rounds, calls, inFlight, results);
  await Promise.all(contenders.map((contender) => contender.close()));
  origin.close();
}

function plainGot(url: string, maxSockets: number): Contender {
  const agent = new http.Agent({ keepAlive: true, maxSockets });
  const client = got.extend({ agent: { http: agent } });
  return {
    name: 'got(url).json()',
    call: () => client(url).json(),
    async close() {
      agent.destroy();
    },
  };
}

function throughTransport(url: string, maxPerHost: number): Contender {
  const transport = gotTransport({ pool: { maxPerHost } });
  const client = createClient({ transport, gate: { maxPerHost } });
  return {
    name: 'sluice on got, all on',
    call: () => client.get(url).json(),
    close: () => client.close(),
  };
}

function print(
  rounds: number,
  calls: number,
  inFlight: number,
  results: ReadonlyMap<string, readonly Round[]>,
): void {
  const [base = []] = results.values();
  const lines = [`${rounds} rounds of ${calls} calls, ${inFlight} in flight; medians`, ''];
  for (const [name, own] of results) {
    const ratio = median(own.map(({ cpu }, turn) => cpu / (base[turn]?.cpu ?? Number.NaN)));
    const cpu = median(own.map((each) => each.cpu));
    lines.push(`${name.padEnd(24)}${cpu.toFixed(1).padStart(10)} us CPU/call${ratio.toFixed(2).padStart(8)}`);
  }
  process.stdout.write(`${lines.join('\n')}\n`);
}
