import { fork } from 'node:child_process';
import { contenders } from './contenders.ts';
import { median, round, type Round } from './measure.ts';

/**
 * CPU per small GET with JSON, contenders in turns in one process, as a ratio to bare `undici.request`.
 * Usage: node dist/main.js [rounds] [calls per round] [in flight]
 */
const rounds = Number(process.argv[2] ?? 15);
const calls = Number(process.argv[3] ?? 5_000);
const inFlight = Number(process.argv[4] ?? 50);

const origin = fork(new URL('./origin.js', import.meta.url));

function fromOrigin(): Promise<{ port?: number; connections?: number }> {
  return new Promise((resolve) => {
    origin.once('message', (message) => resolve(message as { port?: number; connections?: number }));
  });
}

const { port } = await fromOrigin();
const all = contenders(`http://127.0.0.1:${port}/users/1`, inFlight);
const results = new Map<string, Round[]>(all.map(({ name }) => [name, []]));
const connections = new Map<string, number>(all.map(({ name }) => [name, 0]));
const only = process.env['BENCH_ONLY'];
const chosen = only === undefined ? all : all.filter(({ name }) => name.includes(only));

for (const contender of chosen) {
  // oxlint-disable-next-line no-await-in-loop -- contenders must not disturb each other
  await round(contender, calls, inFlight);
}
for (let turn = 0; turn < rounds; turn++) {
  for (const contender of chosen) {
    origin.send('reset');
    // oxlint-disable-next-line no-await-in-loop -- contenders must not disturb each other
    await fromOrigin();
    // oxlint-disable-next-line no-await-in-loop -- contenders must not disturb each other
    const cost = await round(contender, calls, inFlight);
    origin.send('count');
    // oxlint-disable-next-line no-await-in-loop -- contenders must not disturb each other
    const { connections: opened = 0 } = await fromOrigin();
    results.get(contender.name)?.push(cost);
    connections.set(contender.name, (connections.get(contender.name) ?? 0) + opened);
  }
}

const ofRequest = results.get('undici.request') ?? [];
process.stdout.write(`${rounds} rounds of ${calls} calls, ${inFlight} in flight; medians\n\n`);
process.stdout.write(
  `${'contender'.padEnd(24)}${'CPU us/call'.padStart(12)}${'us/call'.padStart(10)}${'ratio'.padStart(8)}${'new connections'.padStart(17)}\n`,
);
for (const { name } of chosen) {
  const own = results.get(name) ?? [];
  const ratios = own.map(({ cpu }, turn) => cpu / (ofRequest[turn]?.cpu ?? Number.NaN));
  process.stdout.write(
    `${name.padEnd(24)}${median(own.map(({ cpu }) => cpu))
      .toFixed(1)
      .padStart(12)}${median(own.map(({ wall }) => wall))
      .toFixed(1)
      .padStart(10)}${median(ratios).toFixed(2).padStart(8)}${String(connections.get(name)).padStart(17)}\n`,
  );
}
await Promise.all(all.map((contender) => contender.close()));
origin.disconnect();
