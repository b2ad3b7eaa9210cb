// Draws panels of horizontal bars as SVG: linear scales that begin at zero, a whisker between the quartiles.

/** One bar. */
export interface Bar {
  readonly label: string;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** Whether the bar belongs to Sluice. */
  readonly own: boolean;
  /** A remark after the value, such as errors. */
  readonly note?: string;
}

/** One chart: bars of one unit. */
export interface Panel {
  readonly title: string;
  readonly unit: string;
  readonly bars: readonly Bar[];
}

const WIDTH = 480;
const LABEL = 190;
const VALUE = 96;
const ROW = 17;
const LINE = 15;
const HEAD = 25;
const TITLE_CHARACTERS = 66;
const FOOT = 26;
const GAP = 18;
const AREA = WIDTH - LABEL - VALUE;

const COLORS = {
  ink: '#1f2328',
  muted: '#59636e',
  line: '#d1d9e0',
  bar: '#9aa7b5',
  own: '#0a7d5b',
  alert: '#c1341f',
} as const;

/** Draws panels in two columns. @param title a description of the picture for screen readers */
export function drawPanels(title: string, panels: readonly Panel[]): string {
  const columns = [
    { y: 0, parts: [] as string[] },
    { y: 0, parts: [] as string[] },
  ];
  for (const panel of panels) {
    const column = columns[0]!.y <= columns[1]!.y ? 0 : 1;
    const { parts, y } = columns[column]!;
    parts.push(
      `<g transform="translate(${GAP + column * (WIDTH + GAP)} ${y + GAP})">${drawPanel(panel)}</g>`,
    );
    columns[column]!.y += heightOf(panel) + GAP;
  }
  const width = 2 * WIDTH + 3 * GAP;
  const height = Math.max(...columns.map(({ y }) => y)) + GAP;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" font-family="system-ui, sans-serif" font-size="12">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="100%" height="100%" fill="#ffffff"/>`,
    ...columns.flatMap(({ parts }) => parts),
    '</svg>',
    '',
  ].join('\n');
}

function heightOf({ title, bars }: Panel): number {
  return linesOf(title).length * LINE + HEAD + bars.length * ROW + FOOT;
}

function drawPanel({ title, unit, bars }: Panel): string {
  const ticks = ticksTo(
    Math.max(...bars.map(({ value, high }) => Math.max(value, high)).filter(Number.isFinite)),
  );
  const scale = AREA / (ticks.at(-1) ?? 1);
  const lines = linesOf(title);
  const top = lines.length * LINE + HEAD;
  const bottom = top + bars.length * ROW;
  const grid = ticks.flatMap((tick) => {
    const x = fixed(LABEL + tick * scale);
    return [
      `<line x1="${x}" y1="${top}" x2="${x}" y2="${bottom}" stroke="${COLORS.line}"/>`,
      text(x, bottom + 14, numbered(tick), COLORS.muted, 'middle', 10),
    ];
  });
  return [
    ...lines.map((line, index) => text(0, 13 + index * LINE, line, COLORS.ink, 'start', 12, true)),
    text(0, top - 11, unit, COLORS.muted, 'start', 11),
    ...grid,
    ...bars.flatMap((bar, index) => drawBar(bar, top + index * ROW, scale)),
  ].join('\n');
}

function drawBar({ label, value, low, high, own, note }: Bar, y: number, scale: number): string[] {
  const baseline = y + 12;
  const ink = own ? COLORS.own : COLORS.ink;
  const name = text(LABEL - 6, baseline, label, ink, 'end', 12, own);
  if (!Number.isFinite(value)) return [name, text(LABEL + 4, baseline, note ?? 'no value', COLORS.alert)];
  const end = fixed(LABEL + Math.max(value, high) * scale + 5);
  return [
    name,
    `<rect x="${LABEL}" y="${y + 3}" width="${fixed(value * scale)}" height="${ROW - 6}" fill="${own ? COLORS.own : COLORS.bar}"/>`,
    `<line x1="${fixed(LABEL + low * scale)}" y1="${y + 8.5}" x2="${fixed(LABEL + high * scale)}" y2="${y + 8.5}" stroke="${COLORS.ink}" stroke-width="1.2"/>`,
    text(end, baseline, numbered(value), ink, 'start', 11, own),
    ...(note === undefined
      ? []
      : [text(end + 8 + numbered(value).length * 6, baseline, note, COLORS.alert, 'start', 10)]),
  ];
}

/** Breaks a title between words. */
function linesOf(title: string): readonly string[] {
  const lines: string[] = [];
  for (const word of title.split(' ')) {
    const longer = lines.length === 0 ? word : `${lines.at(-1)} ${word}`;
    if (longer.length <= TITLE_CHARACTERS) lines.splice(-1, 1, longer);
    else lines.push(word);
  }
  return lines;
}

/** Three to six round values from zero to at least `most`. */
function ticksTo(most: number): readonly number[] {
  const step = [1, 2, 2.5, 5, 10]
    .map((factor) => factor * 10 ** Math.floor(Math.log10(most / 4)))
    .find((candidate) => candidate * 5 >= most);
  if (step === undefined || !(most > 0)) return [0, 1];
  return Array.from({ length: Math.ceil(most / step) + 1 }, (_, index) =>
    Number((index * step).toPrecision(6)),
  );
}

function text(
  x: number,
  y: number,
  content: string,
  color: string,
  anchor: 'start' | 'middle' | 'end' = 'start',
  size = 11,
  bold = false,
): string {
  const weight = bold ? ' font-weight="600"' : '';
  return `<text x="${x}" y="${y}" fill="${color}" text-anchor="${anchor}" font-size="${size}"${weight}>${escaped(content)}</text>`;
}

function numbered(value: number): string {
  const rounded = value >= 100 ? Math.round(value) : Number(value.toPrecision(3));
  return rounded.toLocaleString('en-US', { maximumFractionDigits: 3 });
}

function fixed(value: number): number {
  return Number(value.toFixed(1));
}

function escaped(content: string): string {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
