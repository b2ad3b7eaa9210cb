// Writes the page of a run: its figures in Markdown, with the charts.
import { p99Of } from '../run/figures.ts';
import type { ProbeResult, Results, WorkloadResult } from '../run/results.ts';
import type { Chart } from './charts.ts';
import { reachedIn } from './goals.ts';
import { failures, markdownTable, probeRows, significant, workloadRows } from './table.ts';

/** Writes the page. */
export function pageOf(results: Results, charts: readonly Chart[]): string {
  return [
    '# Benchmarks',
    introduction(results),
    '## Sluice beside its peers',
    'CPU per call as a ratio to the named client in the same turn: below 1, Sluice takes less.',
    goals(results),
    ...whatIsLeft(results),
    ...latencies(results),
    '## Charts',
    'Bars are medians, thin lines reach from the first to the third quartile. Every scale is linear and begins at zero.',
    ...charts.flatMap(({ file, title }) => [`### ${title}`, `![${title}](${file})`]),
    '## All figures',
    'Ratios are of CPU per call, to the first client of each table that has the ratio 1.00. `opened` counts the connections of all rounds, the warm-up included.',
    ...results.workloads.map((result) => section(result, workloadRows(result, results.peers))),
    ...results.probes.map((result) => section(result, probeRows(result, results.peers))),
    '## Settings',
    settings(results),
    '',
  ].join('\n\n');
}

function introduction({ date, machine, rounds, ms, versions }: Results): string {
  const { cpu, cores, system, load } = machine;
  return `\`npx pnpm bench\` wrote this page and [results.json](results.json) on ${date.slice(0, 10)}; \`npx pnpm bench --quick\` takes less than
a minute. \`npx pnpm bench --help\` lists the work and the clients.

- **Machine**: ${cpu}, ${cores} cores, ${system}; load average ${load[0]} at the start, ${load[1]} at the end.
${remarkOn(machine)}
- **Versions**: ${Object.entries(versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ')}.
- **Method**: one origin process with two event loops; one process for each client and work; after a warm-up, ${rounds}
  rounds of ${ms} ms of CPU in turns. Figures are medians of the rounds; p99.9 is over all rounds. At a fixed rate, the time of
  a call counts from when it was due. Every body is checked; a wrong one is an error.`;
}

/** A remark on how the load of the machine affects the figures. */
function remarkOn({ cores, load }: Results['machine']): string {
  // The origin and one client keep two cores busy.
  return Math.max(...load) <= Math.max(cores, 2) + 1
    ? '  The machine did little else.'
    : `  **Other programs took most of the machine.** Times, percentiles and calls per second say little about the clients.
  Ratios of CPU are rough: the code of a client is compiled later, and a connection waits between two calls. Read them
  with their quartiles, and repeat the run on a quiet machine before you rely on one.`;
}

function goals(results: Results): string {
  const rows = reachedIn(results).map(({ title, to, ratio, goal }) => [
    title,
    results.peers[to]?.title ?? to,
    ratio.median.toFixed(2),
    `${ratio.low.toFixed(2)} to ${ratio.high.toFixed(2)}`,
    goal.toFixed(2),
    ratio.median <= goal ? 'reached' : 'above',
  ]);
  return markdownTable([['work', 'to', 'ratio', 'quartiles', 'goal', ''], ...rows]);
}

/** The notes on the goals that were not reached. */
function whatIsLeft(results: Results): readonly string[] {
  const above = reachedIn(results).filter(({ ratio, goal }) => ratio.median > goal);
  const notes = above.flatMap(({ title, left }) => (left === undefined ? [] : [`- **${title}**: ${left}`]));
  if (notes.length === 0) return [];
  return [
    '### What is left',
    'Where the time goes in the work above its goal, by profiles of compiled code, and what would have to change.',
    notes.join('\n'),
  ];
}

/** The latencies under faults, where every client has its own delays. */
function latencies({ workloads, peers }: Results): readonly string[] {
  const result = workloads.find(({ name }) => name === 'rate-300-faults');
  if (result === undefined) return [];
  const rows = result.peers
    .toSorted((a, b) => p99Of(a) - p99Of(b))
    .map((figures) => [
      peers[figures.peer]?.title ?? figures.peer,
      significant(figures.calls),
      ...[figures.latency.p50.median, p99Of(figures), figures.latency.p999].map(significant),
      String(figures.errors),
    ]);
  const header = ['client', 'calls', 'p50 ms', 'p99 ms', 'p99.9 ms', 'errors'];
  return [`${result.title}:`, markdownTable([header, ...rows])];
}

function section(result: WorkloadResult | ProbeResult, rows: ReturnType<typeof workloadRows>): string {
  const notes = failures(result.peers).map(
    (failure) => `- \`${failure.replaceAll('`', "'").replaceAll(/\d{5}/g, 'PORT')}\``,
  );
  return [
    `### ${result.title} (\`--work ${result.name}\`)`,
    ...('note' in result && result.note !== undefined ? [result.note] : []),
    markdownTable(rows),
    ...(notes.length === 0 ? [] : [`First errors:\n\n${notes.join('\n')}`]),
  ].join('\n\n');
}

function settings({ peers }: Results): string {
  const rows = Object.values(peers).map(({ title, settings: words }) => [title, words]);
  return ['| client | settings |', '|---|---|', ...rows.map((row) => `| ${row.join(' | ')} |`)].join('\n');
}
