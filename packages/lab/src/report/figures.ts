// The tables of the report.
import type { Group, Metric, Row } from '../model.ts';
import { type Markup, markup } from './markup.ts';
import { LONG_NAMES, formatMetric, nameOf } from '../numbers.ts';

/** The values of a group as a table, with two columns per metric. */
export function figureTable({ title, rows }: Group, columns: readonly Metric[]): Markup {
  return markup`<div class="scroll"><table class="stacks">
<thead><tr><th rowspan="2" scope="col">${title}</th>${columns.map(
    (metric) => markup`<th colspan="2" scope="colgroup">${LONG_NAMES[metric]}</th>`,
  )}<th rowspan="2" scope="col">verdict on Sluice</th></tr>
<tr>${columns.map(() => markup`<th scope="col">${rows[0]?.plain.client}</th><th scope="col">Sluice</th>`)}</tr></thead>
<tbody>${rows.map((row) => figureRow(row, columns))}</tbody></table></div>`;
}

function figureRow(row: Row, columns: readonly Metric[]): Markup {
  const { label, plain, sluice, verdict, notes } = row;
  return markup`<tr><th scope="row">${label}</th>${columns.map(
    (metric) =>
      markup`<td data-label="${LONG_NAMES[metric]}, ${nameOf(plain)}">${formatMetric(plain, metric)}</td><td class="ours" data-label="${LONG_NAMES[metric]}, ${nameOf(sluice)}">${formatMetric(sluice, metric)}</td>`,
  )}<td class="verdict">${badge(verdict.pass ? 'pass' : 'fail')} ${verdict.because}${notes.map(
    (note) => markup`<span class="why">${note}</span>`,
  )}</td></tr>
`;
}

/** The verdict on a row, a scenario or the whole. If something was not tried, the whole has not passed. */
export function badge(outcome: 'pass' | 'fail' | 'not tried'): Markup {
  const text = outcome === 'fail' ? 'FAIL' : outcome;
  return markup`<b class="${outcome === 'not tried' ? 'untried' : outcome}">${text}</b>`;
}

/** The overall outcome of several verdicts, some of which may be missing. */
export function outcomeOf(passed: number, failed: number, missing: number): 'pass' | 'fail' | 'not tried' {
  if (failed > 0) return 'fail';
  return missing > 0 || passed === 0 ? 'not tried' : 'pass';
}
