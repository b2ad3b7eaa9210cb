import { describe, expect, it } from 'vitest';
import { type Heading, renderTable } from '../src/report/table.ts';

const headings: readonly Heading[] = [
  { title: 'Group', columns: ['plain: fetch'], align: 'left' },
  { title: 'opened', columns: ['plain', 'Sluice'], align: 'right' },
  { title: '', columns: ['verdict'], align: 'left' },
];

describe('a table', () => {
  it('aligns figures right, words left, and the title above its columns', () => {
    const table = renderTable(headings, [
      ['one', '9,992', '256', 'pass'],
      ['a longer label', '5', '1', 'FAIL: too many'],
    ]);
    expect(table.split('\n')).toEqual([
      'Group                   opened',
      'plain: fetch     plain  Sluice   verdict',
      'one              9,992     256   pass',
      'a longer label       5       1   FAIL: too many',
    ]);
  });

  it('widens columns for a title that is longer than they are', () => {
    const wide: readonly Heading[] = [
      { title: '', columns: ['x'], align: 'left' },
      { title: 'a very long title', columns: ['a', 'b'], align: 'right' },
      { title: 'end', columns: [''], align: 'left' },
    ];
    const lines = renderTable(wide, [['y', '1', '2', 'z']]).split('\n');
    expect(lines[0]).toBe('    a very long title   end');
    expect(lines[2]).toBe('y                1  2   z');
  });

  it('leaves no spaces at the end of a line', () => {
    const table = renderTable(headings, [['one', '1', '2', '']]);
    for (const line of table.split('\n')) expect(line).toBe(line.trimEnd());
  });

  it('renders headings alone', () => {
    expect(renderTable(headings, []).split('\n')).toHaveLength(2);
  });
});
