// Explains the figures of Sluice that are higher than those of the plain client.
import type { Measurement, Metric } from './model.ts';
import { LONG_NAMES, formatMetric } from './numbers.ts';
import type { Reasons } from './scenarios/scenario.ts';

/** The metrics of which less is better, whatever the scenario is about. */
const LESS_IS_BETTER = [
  'opened',
  'open',
  'unanswered',
  'requests',
  'memory',
] as const satisfies readonly Metric[];

/** Growth of memory below this is noise, in bytes. */
const NOISE = 16 * 1_048_576;

/** A sentence for each figure in which Sluice is above the plain client, with the reason. */
export function notesOn(plain: Measurement, sluice: Measurement, reasons: Reasons = {}): string[] {
  return LESS_IS_BETTER.filter((metric) => isHigher(plain, sluice, metric)).map((metric) => {
    const figures = `${formatMetric(sluice, metric)} with Sluice, ${formatMetric(plain, metric)} with ${plain.client}`;
    const reason = reasons[metric] ?? 'The verdict says whether that is within its bounds.';
    return `More ${LONG_NAMES[metric]} (${figures}): ${reason}`;
  });
}

function isHigher(plain: Measurement, sluice: Measurement, metric: Metric): boolean {
  if (plain.broken !== undefined || sluice.broken !== undefined) return false;
  const ours = sluice.values[metric];
  const theirs = plain.values[metric];
  if (ours === null || theirs === null) return false;
  return ours > theirs + (metric === 'memory' ? NOISE : 0);
}
