// The bar charts of the report.
import type { Measurement, Metric, Row } from '../model.ts';
import { type Markup, markup } from './markup.ts';
import { LONG_NAMES, formatMetric, nameOf } from '../numbers.ts';
import { place } from './scale.ts';

/** The largest width that a phone shows without making the text smaller. */
const WIDTH = 340;
/** The space for the figure after the longest bar. */
const FIGURE = 84;
const BAR = 13;
const ROW = 56;

/** The longer one of a row's two bars. */
export function longest({ plain, sluice }: Row, metric: Metric): number {
  return Math.max(value(plain, metric), value(sluice, metric));
}

/**
 * A pair of bars per row: the value of the plain client, and that of Sluice.
 * @param most the end of the scale, which begins at 0
 */
export function barChart(rows: readonly Row[], metric: Metric, most: number): Markup {
  const height = rows.length * ROW - 6;
  const name = LONG_NAMES[metric];
  return markup`<figure><figcaption>${name}</figcaption>
<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${name}: the plain client and Sluice, row by row">
${rows.map((row, index) => pair(row, metric, most, index * ROW))}</svg></figure>`;
}

function pair(row: Row, metric: Metric, most: number, top: number): Markup {
  return markup`<text class="label" x="0" y="${top + 13}">${row.label}</text>
${bar(row.plain, metric, { most, top: top + 20, side: 'plain' })}
${bar(row.sluice, metric, { most, top: top + 21 + BAR, side: 'sluice' })}
`;
}

interface Place {
  readonly most: number;
  readonly top: number;
  readonly side: 'plain' | 'sluice';
}

function bar(measurement: Measurement, metric: Metric, { most, top, side }: Place): Markup {
  const length = Math.max(1.5, place(value(measurement, metric), most, 0, WIDTH - FIGURE));
  const figure = formatMetric(measurement, metric);
  return markup`<rect class="${side}" x="0" y="${top}" width="${length}" height="${BAR}" rx="2"><title>${nameOf(
    measurement,
  )}: ${figure}</title></rect><text class="figure" x="${Math.round(length) + 5}" y="${top + 11}">${figure}</text>`;
}

function value(measurement: Measurement, metric: Metric): number {
  return measurement.broken === undefined ? (measurement.values[metric] ?? 0) : 0;
}
