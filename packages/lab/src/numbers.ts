import type { Measurement, Metric, Row } from './model.ts';

/** What a metric is called above a column of figures. */
export const SHORT_NAMES: Readonly<Record<Metric, string>> = {
  opened: 'opened',
  open: 'left open',
  peakInFlight: 'most at once',
  requests: 'requests',
  time: 'time',
  unanswered: 'unanswered',
  memory: 'memory growth',
  established: 'ESTABLISHED',
  closeWait: 'CLOSE_WAIT',
  timeWait: 'TIME_WAIT',
  wait: 'longest wait',
};

/** What a metric is called where there is room. */
export const LONG_NAMES: Readonly<Record<Metric, string>> = {
  opened: 'connections opened',
  open: 'connections left open',
  peakInFlight: 'requests at once at the server',
  requests: 'requests at the server',
  time: 'time',
  unanswered: 'calls not answered',
  memory: 'memory growth',
  established: 'ESTABLISHED afterwards',
  closeWait: 'CLOSE_WAIT afterwards',
  timeWait: 'TIME_WAIT afterwards',
  wait: 'longest wait',
};

/** A measured value, with its unit; `n/a` when it could not be measured. */
export function formatMetric(measurement: Measurement, metric: Metric): string {
  const value = measurement.values[metric];
  if (measurement.broken !== undefined) return 'broke';
  if (metric === 'time' && !measurement.finished) return `> ${formatValue(metric, value)}`;
  return formatValue(metric, value);
}

function formatValue(metric: Metric, value: number | null): string {
  if (value === null) return 'n/a';
  if (metric === 'time' || metric === 'wait') return formatMs(value);
  if (metric === 'memory') return `${Math.round(value / 1_048_576)} MiB`;
  return formatCount(value);
}

export function formatMs(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;
}

/** A whole number with its thousands set apart: `8,976`. */
export function formatCount(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** `1 scenario`, `2 scenarios`. */
export function formatScenarios(count: number): string {
  return `${count} scenario${count === 1 ? '' : 's'}`;
}

/** The least and the most of a metric over rows: `20`, or `20 to 200`; `n/a` when nobody measured it. */
export function formatRange(rows: readonly Row[], side: 'plain' | 'sluice', metric: Metric): string {
  const values = rows.map((row) => row[side].values[metric]).filter((value) => value !== null);
  if (values.length === 0) return 'n/a';
  const least = formatValue(metric, Math.min(...values));
  const most = formatValue(metric, Math.max(...values));
  return least === most ? least : `${least} to ${most}`;
}

/** What a client is called. */
export function nameOf({ client }: Measurement): string {
  return client === 'sluice' ? 'Sluice' : client;
}
