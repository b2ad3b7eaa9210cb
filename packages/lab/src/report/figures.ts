import type { Group, Metric, Row } from '../model.ts';
import { type Markup, markup } from './markup.ts';
import { LONG_NAMES, formatMetric } from '../numbers.ts';

/** The group's figures as a table, two columns a metric. */
export function figureTable({ title, rows }: Group, columns: readonly Metric[]): Markup {
  return markup`<div class="scroll"><table>
<thead><tr><th rowspan="2" scope="col">${title}</th>${columns.map(
    (metric) => markup`<th colspan="2" scope="colgroup">${LONG_NAMES[metric]}</th>`,
  )}<th rowspan="2" scope="col">verdict on Sluice</th></tr>
<tr>${columns.map(() => markup`<th scope="col">${rows[0]?.plain.client}</th><th scope="col">Sluice</th>`)}</tr></thead>
<tbody>${rows.map((row) => figureRow(row, columns))}</tbody></table></div>`;
}

function figureRow(row: Row, columns: readonly Metric[]): Markup {
  const { label, plain, sluice, verdict } = row;
  return markup`<tr><th scope="row">${label}</th>${columns.map(
    (metric) =>
      markup`<td>${formatMetric(plain, metric)}</td><td class="ours">${formatMetric(sluice, metric)}</td>`,
  )}<td class="verdict">${badge(verdict.pass)} ${verdict.because}</td></tr>
`;
}

export function badge(pass: boolean): Markup {
  return pass ? markup`<b class="pass">pass</b>` : markup`<b class="fail">FAIL</b>`;
}
