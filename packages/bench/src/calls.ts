// Benchmark `calls`: CPU per small GET with JSON, compared with peers.
import { contenders } from './contenders.ts';
import { measureRound, median, type Round } from './measure.ts';
import { startOrigin } from './origin-process.ts';

/** Measures CPU per small GET with JSON. Contenders alternate in one process; ratios are to bare `undici.request`. */
export async function run([rounds = 15, calls = 5_000, inFlight = 50]: readonly number[]): Promise<void> {
  const origin = await startOrigin();
  const all = contenders(`http://127.0.0.1:${origin.port}/users/1`, inFlight);
  const only = process.env['BENCH_ONLY'];
  const chosen = only === undefined ? all : all.filter(({ name }) => new RegExp(only).test(name));
  const results = new Map<string, Round[]>(chosen.map(({ name }) => [name, []]));
  const opened = new Map<string, number>();
  for (const contender of chosen) {
    // oxlint-disable-next-line no-await-in-loop -- contenders must not disturb each other
    await measureRound(contender, calls, inFlight);
  }
  for (let turn = 0; turn < rounds; turn++) {
    for (const contender of chosen) {
      // oxlint-disable-next-line no-await-in-loop -- contenders must not disturb each other
      await origin.connections();
      // oxlint-disable-next-line no-await-in-loop -- contenders must not disturb each other
      results.get(contender.name)?.push(await measureRound(contender, calls, inFlight));
      // oxlint-disable-next-line no-await-in-loop -- contenders must not disturb each other
      opened.set(contender.name, (opened.get(contender.name) ?? 0) + (await origin.connections()));
    }
  }
  print(rounds, calls, inFlight, results, opened);
  await Promise.all(all.map((contender) => contender.close()));
  origin.close();
}

function print(
  rounds: number,
  calls: number,
  inFlight: number,
  results: ReadonlyMap<string, readonly Round[]>,
  opened: ReadonlyMap<string, number>,
): void {
  const base = results.get('undici.request') ?? [];
  const lines = [`${rounds} rounds of ${calls} calls, ${inFlight} in flight; medians`, ''];
  lines.push(row('contender', 'CPU us/call', 'us/call', 'ratio', 'opened'));
  for (const [name, own] of results) {
    const ratio = median(own.map(({ cpu }, turn) => cpu / (base[turn]?.cpu ?? Number.NaN)));
    const cpu = median(own.map((each) => each.cpu)).toFixed(1);
    const wall = median(own.map((each) => each.wall)).toFixed(1);
    lines.push(row(name, cpu, wall, ratio.toFixed(2), String(opened.get(name))));
  }
  process.stdout.write(`${lines.join('\n')}\n`);
}

function row(name: string, ...cells: readonly string[]): string {
  return name.padEnd(24) + cells.map((cell) => cell.padStart(12)).join('');
}
