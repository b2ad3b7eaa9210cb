// Tables of plain text.

/** A column, or several that share a heading. */
export interface Heading {
  readonly title: string;
  /** The headings of its columns. A single column may have an empty one. */
  readonly columns: readonly string[];
  readonly align: 'left' | 'right';
}

const GAP = '   ';
const NARROW_GAP = '  ';

/** Formats rows of cells below two lines of headings, with aligned columns and without trailing spaces. */
export function renderTable(headings: readonly Heading[], rows: readonly (readonly string[])[]): string {
  const columns = headings.flatMap((heading) => heading.columns);
  const widths = columns.map((column, index) =>
    Math.max(column.length, ...rows.map((row) => row[index]?.length ?? 0)),
  );
  // A title wider than its columns widens the first of them.
  let at = 0;
  for (const heading of headings) {
    const missing = heading.title.length - spanWidth(widths, at, heading.columns.length);
    if (missing > 0) widths[at] = (widths[at] ?? 0) + missing;
    at += heading.columns.length;
  }
  const titles = renderTitles(headings, widths);
  const below = renderCells(headings, widths, columns);
  const body = rows.map((row) => renderCells(headings, widths, row));
  return [titles, below, ...body].filter((line, index) => index > 1 || line !== '').join('\n');
}

function renderTitles(headings: readonly Heading[], widths: readonly number[]): string {
  let at = 0;
  const titles = headings.map(({ title, columns, align }) => {
    const width = spanWidth(widths, at, columns.length);
    at += columns.length;
    return pad(title, width, align);
  });
  return titles.join(GAP).trimEnd();
}

function renderCells(
  headings: readonly Heading[],
  widths: readonly number[],
  cells: readonly string[],
): string {
  let at = 0;
  const spans = headings.map(({ columns, align }) => {
    const span = columns.map((_, index) => pad(cells[at + index] ?? '', widths[at + index] ?? 0, align));
    at += columns.length;
    return span.join(NARROW_GAP);
  });
  return spans.join(GAP).trimEnd();
}

function spanWidth(widths: readonly number[], from: number, count: number): number {
  const span = widths.slice(from, from + count);
  return span.reduce((sum, width) => sum + width, 0) + NARROW_GAP.length * (count - 1);
}

function pad(text: string, width: number, align: 'left' | 'right'): string {
  return align === 'left' ? text.padEnd(width) : text.padStart(width);
}
