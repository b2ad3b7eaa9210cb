// Selects the figures of each chart of a run.
import { p99Of, type PeerFigures } from '../run/figures.ts';
import { ratioOf, type ProbeResult, type Results, type WorkloadResult } from '../run/results.ts';
import type { Spread } from '../run/statistics.ts';
import { drawPanels, type Bar, type Panel } from './bar-chart.ts';

/** A picture of the page. */
export interface Chart {
  readonly file: string;
  readonly title: string;
  readonly svg: string;
}

interface Group {
  readonly file: string;
  readonly title: string;
  /** The workloads shown by CPU. */
  readonly cpu?: readonly string[];
  /** The workloads shown by p99. */
  readonly p99?: readonly string[];
  readonly probes?: readonly string[];
}

const GROUPS: readonly Group[] = [
  {
    file: 'small-calls.svg',
    title: 'CPU of small calls, as a ratio to the same call of another client in the same turn',
    cpu: ['get-1', 'get-50', 'get-500', 'get-2000', 'post', 'tls', 'h2', 'bursts'],
  },
  {
    file: 'bodies.svg',
    title:
      'CPU of large and compressed bodies, as a ratio to the same call of another client in the same turn',
    cpu: ['mib-bytes', 'mib-stream', 'upload', 'upload-file', 'gzip', 'hosts'],
  },
  {
    file: 'faults.svg',
    title: 'CPU under faults, as a ratio to the same call of another client in the same turn',
    cpu: ['faults-10', 'faults-50', 'stale-get', 'stale-post'],
  },
  {
    file: 'latency.svg',
    title: 'Time that 99 of 100 calls do not exceed',
    p99: ['rate-1000', 'rate-300-faults', 'slow-errors', 'endless-errors'],
  },
  {
    file: 'resources.svg',
    title: 'Memory, waiting calls, loading and size',
    probes: ['in-flight', 'idle', 'waiters', 'unread', 'cold', 'first-call', 'size'],
  },
];

/** Draws every picture whose work was measured. */
export function chartsOf(results: Results): readonly Chart[] {
  return GROUPS.flatMap(({ file, title, cpu = [], p99 = [], probes = [] }) => {
    const panels = [
      ...named(results.workloads, cpu).map((result) => cpuPanel(result, results.peers)),
      ...named(results.workloads, p99).map((result) => latencyPanel(result, results.peers)),
      ...named(results.probes, probes).map((result) => probePanel(result, results.peers)),
    ];
    return panels.length === 0 ? [] : [{ file, title, svg: drawPanels(title, panels) }];
  });
}

function named<T extends { readonly name: string }>(
  all: readonly T[],
  names: readonly string[],
): readonly T[] {
  return names.flatMap((name) => all.filter((one) => one.name === name));
}

function cpuPanel(result: WorkloadResult, peers: Results['peers']): Panel {
  const bars = result.peers.flatMap((figures) => {
    const ratio = ratioOf(result, figures.peer, result.base);
    return ratio === undefined ? [] : [barOf(figures, ratio, peers)];
  });
  const base = peers[result.base]?.title ?? result.base;
  return { title: result.title, unit: `CPU per call, ${base} = 1`, bars: sorted(bars) };
}

function latencyPanel(result: WorkloadResult, peers: Results['peers']): Panel {
  const bars = result.peers.map((figures) => {
    const { p99 } = figures.latency;
    return barOf(figures, { ...p99, median: p99Of(figures) }, peers);
  });
  return { title: result.title, unit: 'p99 in ms', bars: sorted(bars) };
}

function probePanel({ title, unit, peers: figures }: ProbeResult, peers: Results['peers']): Panel {
  return { title, unit, bars: sorted(figures.map((one) => barOf(one, one.value, peers))) };
}

function barOf(
  { peer, errors }: Pick<PeerFigures, 'peer' | 'errors'>,
  { median, low, high }: Spread,
  peers: Results['peers'],
): Bar {
  return {
    label: peers[peer]?.title ?? peer,
    value: median,
    low,
    high,
    own: peer.startsWith('sluice') || peer === 'core',
    ...(errors === 0 ? {} : { note: errors === 1 ? '1 error' : `${errors} errors` }),
  };
}

function sorted(bars: readonly Bar[]): readonly Bar[] {
  const rank = ({ value }: Bar): number => (Number.isNaN(value) ? Number.MAX_VALUE : value);
  return bars.toSorted((a, b) => rank(a) - rank(b));
}
