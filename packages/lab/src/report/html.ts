// The report as an HTML page.
import type { Group, LabResult, Measurement, Metric, ScenarioResult } from '../model.ts';
import { barChart, longest } from './bars.ts';
import { breakdowns } from './breakdowns.ts';
import { badge, figureTable, outcomeOf } from './figures.ts';
import { stateCharts } from './lines.ts';
import { type Markup, markup } from './markup.ts';
import { formatMs, formatScenarios, nameOf } from '../numbers.ts';
import { overview } from './overview.ts';
import { STYLE } from './style.ts';

/** The result as a page without external resources. */
export function renderHtml(result: LabResult): string {
  const { scenarios, node, platform, startedAt, ms, scale, tls } = result;
  const smaller = (tls ? ', over TLS' : '') + (scale === 1 ? '' : `, on a scale of ${scale}`);
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>The connection lab</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>The connection lab</h1>
<p>What happens to connections when calls meet faults: first with a plain client, then with Sluice, doing the same work
against a server of its own on loopback.</p>
<p class="sum">${badge(outcomeOf(result.passed, result.failed, result.notTried))} ${summary(result)}</p>
<p class="faint">Node ${node}, ${platform}, ${startedAt.slice(0, 16).replace('T', ' ')} UTC, ${formatMs(ms)}${smaller}</p>
${overview(scenarios)}
</header>
<main>${scenarios.map(section)}</main>
</body>
</html>
`.toString();
}

function summary({ passed, failed, notTried }: LabResult): string {
  const all = passed + failed;
  const left =
    notTried === 0
      ? ''
      : ` ${formatScenarios(notTried)} not tried, which counts neither as passed nor as failed.`;
  return failed === 0
    ? `${notTried === 0 ? `All ${all}` : `The ${all}`} verdicts on Sluice ${notTried === 0 ? '' : 'so far '}pass.${left}`
    : `${failed} of ${all} verdicts on Sluice fail.${left}`;
}

function section(scenario: ScenarioResult): Markup {
  const { name, title, about, code, finding, groups, columns, skipped } = scenario;
  const plain = groups[0]?.rows[0]?.plain;
  const notes = groups.flatMap((group) => breakdowns(group));
  return markup`
<section id="${name}">
<h2>${title}</h2>
<p>${about}</p>
<p class="${skipped === undefined ? 'finding' : 'finding untried'}">${finding}</p>
<div class="code"><figure><figcaption>What the plain client does${plain && ` (${nameOf(plain)})`}</figcaption><pre><code>${code.plain}</code></pre></figure>
<figure><figcaption>The same with Sluice</figcaption><pre><code>${code.sluice}</code></pre></figure></div>
${groups.map((group) => groupCharts(group, scenario))}
${groups.map((group) => figureTable(group, columns))}
${notes.map((note) => markup`<p class="faint">${note}</p>`)}
</section>
`;
}

function groupCharts({ title, rows }: Group, { groups, bars }: ScenarioResult): Markup {
  const heading = groups.length > 1 ? markup`<h3>${title}</h3>` : undefined;
  const measured = bars.filter((metric) =>
    rows.some(({ plain, sluice }) => (plain.values[metric] ?? sluice.values[metric]) !== null),
  );
  const watched = rows.filter(({ plain, sluice }) => enough(plain) || enough(sluice));
  return markup`${heading}
<div class="bars">${measured.map((metric) => barChart(rows, metric, mostOf(groups, metric)))}</div>
${watched.length === 0 ? undefined : states(watched)}`;
}

/** The end of a metric's scale: one for all groups of a scenario, so that their bars can be compared. */
function mostOf(groups: ScenarioResult['groups'], metric: Metric): number {
  return Math.max(1, ...groups.flatMap(({ rows }) => rows.map((row) => longest(row, metric))));
}

/** Whether there are enough samples for a line. */
function enough({ samples }: Measurement): boolean {
  return samples.length > 3;
}

function states(rows: Group['rows']): Markup {
  return markup`<h4>Connections by state, over time</h4>
<p class="legend"><span class="key established">ESTABLISHED</span><span class="key closeWait">CLOSE_WAIT</span><span
class="key timeWait">TIME_WAIT</span></p>
<div class="charts">${rows.map(stateCharts)}</div>`;
}
