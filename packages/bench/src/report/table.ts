// Tables for the terminal.
import type { PeerFigures } from '../run/figures.ts';
import type { WorkloadResult, Results } from '../run/results.ts';

/** Lays out rows in columns: the first to the left, the others to the right. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return rows.map(line).join('\n');
}

const HEADER = [
  '',
  'CPU us/call',
  'ratio',
  'quartiles',
  'calls/s',
  'p50 ms',
  'p99',
  'p99.9',
  'opened',
  'MB',
  'errors',
];

/** The figures of a workload. */
export function workloadTable(result: WorkloadResult, peers: Results['peers']): string {
  const rows = result.peers.map((figures) => [peers[figures.peer]?.title ?? figures.peer, ...cells(figures)]);
  const failures = result.peers.flatMap(({ peer, firstError }) =>
    firstError === undefined ? [] : [`  ${peer}: ${firstError}`],
  );
  return [
    `${result.title} (--work ${result.name}; ratios to ${result.base})`,
    table([HEADER, ...rows]),
    ...failures,
  ].join('\n');
}

function cells({ cpu, ratio, perSecond, latency, opened, peakMemory, errors }: PeerFigures): string[] {
  return [
    cpu.median.toFixed(cpu.median < 1_000 ? 1 : 0),
    ratio === undefined ? '' : ratio.median.toFixed(2),
    ratio === undefined ? '' : `${ratio.low.toFixed(2)}-${ratio.high.toFixed(2)}`,
    perSecond.median.toFixed(0),
    ...[latency.p50, latency.p99, latency.p999].map((ms) => ms.toFixed(1)),
    String(opened),
    peakMemory.toFixed(0),
    String(errors),
  ];
}
