import type { Measurement, Metric, Row, ScenarioResult } from '../model.ts';
import { LONG_NAMES, formatCount, formatMs } from '../numbers.ts';
import { badge } from './figures.ts';
import { type Markup, markup } from './markup.ts';
import { place } from './scale.ts';

/** What is told of each scenario as a whole: the sum over its rows. */
const METRICS = ['opened', 'open', 'unanswered', 'time'] as const satisfies readonly Metric[];

type Side = 'plain' | 'sluice';

/** A line per scenario: where it is on the page, what it took in all with either client, and the verdict. */
export function overview(scenarios: readonly ScenarioResult[]): Markup {
  return markup`<div class="scroll"><table class="overview">
<caption><span class="legend"><span class="key plain">plain client</span><span class="key sluice">Sluice</span><span>all
rows of a scenario together; the longer bar of two is as long as the column is wide</span></span></caption>
<thead><tr><th scope="col">scenario</th>${METRICS.map(
    (metric) => markup`<th scope="col">${LONG_NAMES[metric]}</th>`,
  )}<th scope="col">verdicts</th></tr></thead>
<tbody>${scenarios.map(line)}</tbody></table></div>`;
}

function line({ name, title, groups, skipped }: ScenarioResult): Markup {
  const rows = groups.flatMap((group) => group.rows);
  // What broke down has no figures; a sum with it on one side alone would compare unlike things.
  const whole = rows.filter(({ plain, sluice }) => plain.broken === undefined && sluice.broken === undefined);
  const mark =
    skipped === undefined
      ? badge(rows.every(({ verdict }) => verdict.pass))
      : markup`<span class="faint">not tried</span>`;
  return markup`<tr><th scope="row"><a href="#${name}">${title}</a></th>${METRICS.map(
    (metric) => markup`<td>${whole.length === 0 ? undefined : pair(whole, metric)}</td>`,
  )}<td class="verdict">${mark}</td></tr>
`;
}

function pair(rows: readonly Row[], metric: (typeof METRICS)[number]): Markup {
  const most = Math.max(1, sum(rows, 'plain', metric), sum(rows, 'sluice', metric));
  const bar = (side: Side): Markup =>
    markup`<span class="bar ${side}"><i style="width:${place(sum(rows, side, metric), most, 0, 60)}%"></i>${figure(
      rows,
      side,
      metric,
    )}</span>`;
  return markup`${bar('plain')}${bar('sluice')}`;
}

function figure(rows: readonly Row[], side: Side, metric: (typeof METRICS)[number]): string {
  const total = sum(rows, side, metric);
  if (metric !== 'time') return formatCount(total);
  return rows.every((row) => row[side].finished) ? formatMs(total) : `> ${formatMs(total)}`;
}

function sum(rows: readonly Row[], side: Side, metric: Metric): number {
  return rows.reduce((total, row) => total + value(row[side], metric), 0);
}

function value({ values }: Measurement, metric: Metric): number {
  return values[metric] ?? 0;
}
