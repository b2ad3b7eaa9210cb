// The result as plain text.
import type { Group, LabResult, Row, ScenarioResult } from '../model.ts';
import { breakdowns, higherFigures } from './breakdowns.ts';
import { SHORT_NAMES, formatMetric, formatMs, formatScenarios } from '../numbers.ts';
import { type Heading, renderTable } from './table.ts';

/** Colours of the text. */
export interface Paint {
  strong(text: string): string;
  good(text: string): string;
  bad(text: string): string;
}

/** No colours. */
export const noPaint: Paint = { strong: (text) => text, good: (text) => text, bad: (text) => text };

const WIDTH = 100;

/** The result as text for a terminal. */
export function renderText(result: LabResult, paint: Paint): string {
  const parts = result.scenarios.map((scenario) => renderScenario(scenario, paint));
  return `\n${parts.join('\n\n')}\n\n${renderHeadlines(result, paint)}\n\n${renderSummary(result, paint)}\n`;
}

function renderScenario(scenario: ScenarioResult, paint: Paint): string {
  const { title, about, code, finding, groups } = scenario;
  const tables = groups.map((group) => renderGroup(scenario, group, paint));
  const notes = groups
    .flatMap((group) => [...breakdowns(group), ...higherFigures(group)])
    .map((note) => wrap(note, WIDTH));
  const plain = code.plain.replaceAll(/^/gm, '    ');
  return [paint.strong(title), wrap(about, WIDTH), plain, ...tables, ...notes, wrap(finding, WIDTH)].join(
    '\n\n',
  );
}

function renderGroup({ columns }: ScenarioResult, { title, rows }: Group, paint: Paint): string {
  const [first] = rows;
  if (first === undefined) return title;
  const headings: Heading[] = [
    { title, columns: [`plain: ${first.plain.client}`], align: 'left' },
    ...columns.map((metric): Heading => {
      return { title: SHORT_NAMES[metric], columns: ['plain', 'Sluice'], align: 'right' };
    }),
    { title: '', columns: ['verdict'], align: 'left' },
  ];
  const cells = rows.map((row) => [
    row.label,
    ...columns.flatMap((metric) => [formatMetric(row.plain, metric), formatMetric(row.sluice, metric)]),
    verdictOf(row),
  ]);
  return renderTable(headings, cells)
    .replaceAll(/pass$/gm, paint.good('pass'))
    .replaceAll(/FAIL: .*$/gm, (text) => paint.bad(text));
}

function verdictOf({ verdict }: Row): string {
  return verdict.pass ? 'pass' : `FAIL: ${verdict.because}`;
}

/** One line per scenario, where a reader at a terminal looks first: at the end. */
function renderHeadlines({ scenarios }: LabResult, paint: Paint): string {
  const lines = scenarios.map(({ title, finding }) => wrap(`- ${title}. ${finding}`, WIDTH));
  return [paint.strong('In short'), ...lines].join('\n');
}

function renderSummary({ passed, failed, notTried, ms, scale, tls }: LabResult, paint: Paint): string {
  const left = notTried === 0 ? '' : `; ${formatScenarios(notTried)} not tried`;
  const counted = `${passed} passed, ${failed} failed${left}`;
  const smaller = (tls ? '; over TLS' : '') + (scale === 1 ? '' : `; on a scale of ${scale}`);
  const text = `Verdicts on Sluice: ${counted} (${formatMs(ms)}${smaller})`;
  if (failed > 0) return paint.bad(text);
  // If something was not tried, the whole has not passed.
  return notTried > 0 ? paint.strong(text) : paint.good(text);
}

/** Breaks a text into lines of at most `width` characters, at spaces. */
export function wrap(text: string, width: number): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].join('\n');
}
