import { describe, expect, it } from 'vitest';
import { barChart } from '../src/report/bars.ts';
import { linePath } from '../src/report/lines.ts';
import { place, roundUp } from '../src/report/scale.ts';
import { measurement, row } from './samples.ts';

describe('scaling', () => {
  it('maps values to the range, in either direction', () => {
    expect(place(0, 200, 10, 110)).toBe(10);
    expect(place(50, 200, 10, 110)).toBe(35);
    expect(place(200, 200, 10, 110)).toBe(110);
    expect(place(50, 200, 100, 0)).toBe(75);
  });

  it('never leaves the range', () => {
    expect(place(999, 200, 10, 110)).toBe(110);
    expect(place(-5, 200, 10, 110)).toBe(10);
    expect(place(5, 0, 10, 110)).toBe(10);
  });

  it.each([
    [0, 1],
    [1, 1],
    [3, 5],
    [20, 20],
    [21, 25],
    [249, 250],
    [8_976, 10_000],
    [0.3, 0.5],
    [Number.NaN, 1],
  ])('rounds %d up to %d', (value, rounded) => {
    expect(roundUp(value)).toBeCloseTo(rounded);
  });
});

describe('charts', () => {
  it('make the longest bar as long as there is room, and the others in proportion', () => {
    const svg = String(barChart([row('r')], 'opened', 200));
    const widths = [...svg.matchAll(/<rect [^>]*width="([\d.]+)"/g)].map(([, width]) => Number(width));
    expect(widths).toHaveLength(2);
    expect((widths[1] ?? 0) / (widths[0] ?? 1)).toBeCloseTo(0.1);
  });

  it('are as long as the scale says, which other charts share', () => {
    const widths = [200, 2_000].map((most) =>
      [...String(barChart([row('r')], 'opened', most)).matchAll(/<rect [^>]*width="([\d.]+)"/g)].map(
        ([, width]) => Number(width),
      ),
    );
    expect((widths[0]?.[0] ?? 0) / (widths[1]?.[0] ?? 1)).toBeCloseTo(10);
  });

  it('draw a minimal bar for 0, for an unknown value and for a crashed client', () => {
    const rows = [
      { ...row('r'), plain: measurement({ opened: null }) },
      {
        ...row('s'),
        plain: measurement({ opened: 9 }, { broken: 'oops' }),
        sluice: measurement({ opened: 0 }),
      },
    ];
    const svg = String(barChart(rows, 'opened', 9));
    expect([...svg.matchAll(/width="1.5"/g)]).toHaveLength(3);
    expect(svg).toContain('>n/a<');
    expect(svg).toContain('>crashed<');
  });

  it('begin lines at 0 and keep them within the frame', () => {
    const samples = [10, 20].map((at) => ({ at, established: at, closeWait: 0, timeWait: 0 }));
    const points = [...linePath(samples, 'established', 20, 20).matchAll(/[ML]([\d.]+) ([\d.]+)/g)];
    const [start, middle, end] = points.map(([, x, y]) => ({ x: Number(x), y: Number(y) }));
    expect(middle?.x).toBeCloseTo(((start?.x ?? 0) + (end?.x ?? 0)) / 2);
    expect(middle?.y).toBeCloseTo(((start?.y ?? 0) + (end?.y ?? 0)) / 2);
    expect(end?.y).toBeLessThan(start?.y ?? 0);
  });
});
