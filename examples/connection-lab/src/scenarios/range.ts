import type { Metric, Row } from '../model.ts';

/** The least and the most of a metric over rows: `20`, or `20 to 200`; `n/a` when nobody measured it. */
export function range(rows: readonly Row[], side: 'plain' | 'sluice', metric: Metric): string {
  const values = rows.map((row) => row[side].values[metric]).filter((value) => value !== null);
  if (values.length === 0) return 'n/a';
  const least = Math.min(...values);
  const most = Math.max(...values);
  return least === most ? String(least) : `${least} to ${most}`;
}
