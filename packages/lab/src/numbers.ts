// The names of metrics and the format of their values.
import type { Measurement, Metric, Row } from './model.ts';

/** The names of metrics in the headings of tables. */
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

/** The names of metrics if there is more space. */
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

/** A measured value with its unit; `n/a` if it could not be measured. */
export function formatMetric(measurement: Measurement, metric: Metric): string {
  const value = measurement.values[metric];
  if (measurement.broken !== undefined) return 'crashed';
  if (metric === 'time' && !measurement.finished) return `> ${formatValue(metric, value)}`;
  return formatValue(metric, value);
}

function formatValue(metric: Metric, value: number | null): string {
  if (value === null) return 'n/a';
  if (metric === 'time' || metric === 'wait') return formatMs(value);
  if (metric === 'memory') return `${Math.round(value / 1_048_576)} MiB`;
  return formatCount(value);
}

/** A duration with its unit. */
export function formatMs(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;
}

/** A whole number with thousands separators: `8,976`. */
export function formatCount(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** `1 scenario`, `2 scenarios`. */
export function formatScenarios(count: number): string {
  return `${count} scenario${count === 1 ? '' : 's'}`;
}

/** The range of a metric over rows: `20`, or `20 to 200`; `n/a` if it was not measured. */
export function formatRange(rows: readonly Row[], side: 'plain' | 'sluice', metric: Metric): string {
  const values = rows.map((row) => row[side].values[metric]).filter((value) => value !== null);
  if (values.length === 0) return 'n/a';
  const least = formatValue(metric, Math.min(...values));
  const most = formatValue(metric, Math.max(...values));
  return least === most ? least : `${least} to ${most}`;
}

/** The name of a client. */
export function nameOf({ client }: Measurement): string {
  return client === 'sluice' ? 'Sluice' : client;
}
