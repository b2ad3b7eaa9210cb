// The line charts of the report.
import type { Measurement, Row, SocketStates, StateSample } from '../model.ts';
import { type Markup, markup } from './markup.ts';
import { formatCount, formatMs, nameOf } from '../numbers.ts';
import { place, roundUp } from './scale.ts';

const WIDTH = 210;
const HEIGHT = 110;
const LEFT = 34;
const RIGHT = 6;
const TOP = 22;
const BOTTOM = 18;

const STATES: readonly (keyof SocketStates)[] = ['timeWait', 'closeWait', 'established'];

/** The states of a row's connections over time: the plain client and Sluice side by side, on the same scale. */
export function stateCharts(row: Row): Markup {
  const both = [...row.plain.samples, ...row.sluice.samples];
  const most = roundUp(Math.max(...both.flatMap((sample) => STATES.map((state) => sample[state]))));
  const until = Math.max(...both.map((sample) => sample.at));
  const charts = [row.plain, row.sluice].map((measurement) => stateChart(measurement, most, until));
  return markup`<figure class="states"><figcaption>${row.label}</figcaption><div class="pair">${charts}</div></figure>`;
}

function stateChart(measurement: Measurement, most: number, until: number): Markup {
  const { samples } = measurement;
  const name = nameOf(measurement);
  const seen = STATES.filter((state) => samples.some((sample) => sample[state] > 0));
  const bottom = HEIGHT - BOTTOM;
  const right = WIDTH - RIGHT;
  return markup`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${name}: states over time">
<text class="label" x="${LEFT}" y="13">${name}</text>
<path class="grid" d="M${LEFT} ${TOP}H${right}M${LEFT} ${(TOP + bottom) / 2}H${right}"/>
<path class="axis" d="M${LEFT} ${bottom}H${right}"/>
<text class="tick end" x="${LEFT - 5}" y="${TOP + 4}">${formatCount(most)}</text>
<text class="tick end" x="${LEFT - 5}" y="${bottom + 3}">0</text>
<text class="tick end" x="${right}" y="${HEIGHT - 4}">${formatMs(until)}</text>
${seen.map((state) => markup`<path class="line ${state}" d="${linePath(samples, state, most, until)}"/>`)}
</svg>`;
}

/** A line through the samples of a state, from 0, within the frame of the chart. */
export function linePath(
  samples: readonly StateSample[],
  state: keyof SocketStates,
  most: number,
  until: number,
): string {
  const points = samples.map((sample) => {
    const x = place(sample.at, until, LEFT, WIDTH - RIGHT);
    const y = place(sample[state], most, HEIGHT - BOTTOM, TOP);
    return `L${x} ${y}`;
  });
  return `M${LEFT} ${HEIGHT - BOTTOM}${points.join('')}`;
}
