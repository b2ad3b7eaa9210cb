// Tables for the terminal and for Markdown.
import { p99Of, type PeerFigures, type ProbeFigures } from '../run/figures.ts';
import { ratioOf, type ProbeResult, type Results, type WorkloadResult } from '../run/results.ts';
import type { Spread } from '../run/statistics.ts';

type Row = readonly string[];

/** Aligns rows in columns: the first to the left, the others to the right. */
function aligned(rows: readonly Row[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  const line = (row: Row): string =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return rows.map(line).join('\n');
}

/** A table of Markdown: the first row is the header. */
export function markdownTable([header = [], ...rows]: readonly Row[]): string {
  const line = (row: Row): string => `| ${row.join(' | ')} |`;
  const rule = `|---|${'---:|'.repeat(header.length - 1)}`;
  return [line(header), rule, ...rows.map(line)].join('\n');
}

const HEADER: Row = [
  'client',
  'CPU µs/call',
  'ratio',
  'quartiles',
  'calls/s',
  'p50 ms',
  'p99',
  'p99.9',
  'opened',
  'left open',
  'peak MB',
  'errors',
];

/** The rows of a workload, with a header; columns without a value are left out. */
export function workloadRows(result: WorkloadResult, peers: Results['peers']): readonly Row[] {
  const rows = result.peers.map((figures) => [
    peers[figures.peer]?.title ?? figures.peer,
    ...cells(result, figures),
  ]);
  const kept = HEADER.map((_, column) => column === 0 || rows.some((row) => row[column] !== ''));
  return [HEADER, ...rows].map((row) => row.filter((_, column) => kept[column]));
}

function cells(result: WorkloadResult, figures: PeerFigures): Row {
  const { cpu, perSecond, latency, opened, open, peakMemory, errors } = figures;
  const ratio = ratioOf(result, figures.peer, result.base);
  return [
    significant(cpu.median),
    ratio === undefined ? '' : ratio.median.toFixed(2),
    ratio === undefined ? '' : `${ratio.low.toFixed(2)} to ${ratio.high.toFixed(2)}`,
    significant(perSecond.median),
    ...[latency.p50.median, p99Of(figures), latency.p999].map(significant),
    grouped(opened),
    open === undefined ? '' : grouped(open),
    grouped(peakMemory),
    grouped(errors),
  ];
}

/** The rows of a probe, with a header. */
export function probeRows({ unit, peers: figures }: ProbeResult, peers: Results['peers']): readonly Row[] {
  const rows = figures.map(({ peer, value, errors }) => [
    peers[peer]?.title ?? peer,
    significant(value.median),
    range(value),
    grouped(errors),
  ]);
  return [['client', unit, 'quartiles', 'errors'], ...rows];
}

function range({ low, high }: Spread): string {
  return `${significant(low)} to ${significant(high)}`;
}

/** The figures of a workload for the terminal. */
export function workloadTable(result: WorkloadResult, peers: Results['peers']): string {
  return section(
    `${result.title} (--work ${result.name}; ratios of CPU to ${result.base})`,
    workloadRows(result, peers),
    result.peers,
    result.note,
  );
}

/** The figures of a probe for the terminal. */
export function probeTable(result: ProbeResult, peers: Results['peers']): string {
  return section(`${result.title} (--work ${result.name})`, probeRows(result, peers), result.peers);
}

function section(
  title: string,
  rows: readonly Row[],
  figures: readonly (PeerFigures | ProbeFigures)[],
  note?: string,
): string {
  const notes = [...(note === undefined ? [] : [note]), ...failures(figures)];
  return [title, aligned(rows), ...notes.map((line) => `  ${line}`)].join('\n');
}

/** The first error of each peer that had errors. */
export function failures(figures: readonly (PeerFigures | ProbeFigures)[]): readonly string[] {
  return figures.flatMap(({ peer, firstError }) =>
    firstError === undefined ? [] : [`${peer}: ${firstError}`],
  );
}

/** Three significant digits, or all digits before the point. */
export function significant(value: number): string {
  if (Number.isNaN(value)) return '-';
  const rounded = Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3));
  return grouped(rounded);
}

function grouped(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 3 });
}
