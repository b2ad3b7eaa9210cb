import { describe, expect, it } from 'vitest';
import { formatMetric, formatRange } from '../src/numbers.ts';
import { measurement, row } from './samples.ts';

describe('numbers', () => {
  it.each([
    ['opened', { opened: 8_976 }, '8,976'],
    ['time', { time: 312 }, '312 ms'],
    ['time', { time: 4_040 }, '4.0 s'],
    ['memory', { memory: 162 * 1_048_576 }, '162 MiB'],
    ['closeWait', { closeWait: null }, 'n/a'],
    ['wait', { wait: 41 }, '41 ms'],
  ] as const)('have their units: %s %j', (metric, values, text) => {
    expect(formatMetric(measurement(values), metric)).toBe(text);
  });

  it('show whether the lab ended the work, or the process crashed', () => {
    expect(formatMetric(measurement({ time: 4_000 }, { finished: false }), 'time')).toBe('> 4.0 s');
    expect(formatMetric(measurement({}, { broken: 'oops' }), 'opened')).toBe('crashed');
  });

  it('span rows', () => {
    const other = { ...row('b'), sluice: measurement({ opened: 1_000, closeWait: null }) };
    expect(formatRange([row('a')], 'sluice', 'opened')).toBe('20');
    expect(formatRange([row('a'), other], 'sluice', 'opened')).toBe('20 to 1,000');
    expect(formatRange([other], 'sluice', 'closeWait')).toBe('n/a');
  });
});
