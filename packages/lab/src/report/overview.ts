// The overview at the top of the report.
import type { Measurement, Metric, Row, ScenarioResult } from '../model.ts';
import { LONG_NAMES, formatCount, formatMs } from '../numbers.ts';
import { badge, outcomeOf } from './figures.ts';
import { type Markup, markup } from './markup.ts';
import { place } from './scale.ts';

/** The metrics of the overview, summed over the rows of a scenario. */
const METRICS = ['opened', 'open', 'unanswered', 'time'] as const satisfies readonly Metric[];

type Side = 'plain' | 'sluice';

/**
 * A line per scenario: a link to its section, the sums for either client, and the verdict. The bars of a column have one
 * scale, so that 20 beside 33 does not look like 256 beside 9,992. Since short bars are hard to compare, the factor between
 * them is added.
 */
export function overview(scenarios: readonly ScenarioResult[]): Markup {
  const most = new Map(
    METRICS.map((metric) => [metric, Math.max(1, ...scenarios.map((one) => longer(one, metric)))]),
  );
  return markup`<div class="scroll"><table class="overview stacks">
<caption><span class="legend"><span class="key plain">plain client</span><span class="key sluice">Sluice</span></span>
All rows of a scenario together. In each column, a bar that is twice as long stands for twice as much, in every line:
a scenario with few connections has short bars. Below them is how many times less it is with Sluice.</caption>
<thead><tr><th scope="col">scenario</th>${METRICS.map(
    (metric) => markup`<th scope="col">${LONG_NAMES[metric]}</th>`,
  )}<th scope="col">verdicts</th></tr></thead>
<tbody>${scenarios.map((scenario) => line(scenario, (metric) => most.get(metric) ?? 1))}</tbody></table></div>`;
}

type OverviewMetric = (typeof METRICS)[number];

/** The rows in which neither client crashed: with a client that did, the sums could not be compared. */
function wholeRows({ groups }: ScenarioResult): readonly Row[] {
  return groups
    .flatMap((group) => group.rows)
    .filter(({ plain, sluice }) => plain.broken === undefined && sluice.broken === undefined);
}

function longer(scenario: ScenarioResult, metric: OverviewMetric): number {
  const rows = wholeRows(scenario);
  return Math.max(sum(rows, 'plain', metric), sum(rows, 'sluice', metric));
}

function line(scenario: ScenarioResult, mostOf: (metric: OverviewMetric) => number): Markup {
  const { name, title, groups, skipped } = scenario;
  const whole = wholeRows(scenario);
  const verdicts = groups.flatMap((group) => group.rows.map(({ verdict }) => verdict.pass));
  const failed = verdicts.filter((pass) => !pass).length;
  const mark = badge(outcomeOf(verdicts.length - failed, failed, skipped === undefined ? 0 : 1));
  return markup`<tr><th scope="row"><a href="#${name}">${title}</a></th>${METRICS.map((metric) =>
    whole.length === 0
      ? markup`<td class="none" data-label="${LONG_NAMES[metric]}">–</td>`
      : markup`<td data-label="${LONG_NAMES[metric]}">${pair(whole, metric, mostOf(metric))}</td>`,
  )}<td class="verdict">${mark}</td></tr>
`;
}

function pair(rows: readonly Row[], metric: OverviewMetric, most: number): Markup {
  const bar = (side: Side): Markup =>
    markup`<span class="bar ${side}"><i style="width:${place(sum(rows, side, metric), most, 0, 60)}%"></i>${figure(
      rows,
      side,
      metric,
    )}</span>`;
  const factor = compared(sum(rows, 'plain', metric), sum(rows, 'sluice', metric));
  return markup`${bar('plain')}${bar('sluice')}<span class="factor">${factor}</span>`;
}

/** How Sluice's figure compares with that of the plain client, in words. */
function compared(plain: number, sluice: number): string {
  if (plain === sluice) return 'the same';
  if (sluice === 0) return 'zero with Sluice';
  if (plain === 0) return 'zero with the plain client';
  const factor = plain > sluice ? plain / sluice : sluice / plain;
  if (factor < 1.1) return 'about the same';
  const times = factor < 10 ? factor.toFixed(1) : formatCount(factor);
  return `${times} times ${plain > sluice ? 'less' : 'more'}`;
}

function figure(rows: readonly Row[], side: Side, metric: OverviewMetric): string {
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
