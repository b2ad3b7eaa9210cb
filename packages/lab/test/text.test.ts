import { describe, expect, it } from 'vitest';
import { noPaint, renderText, wrap } from '../src/report/text.ts';
import { measurement, result, row } from './samples.ts';

describe('the text', () => {
  it('shows failures and their reasons', () => {
    const text = renderText(
      { ...result({ groups: [{ title: 'G', rows: [row('good'), row('bad', false)] }] }), failed: 1 },
      noPaint,
    );
    expect(text).toMatch(/^good .* pass$/m);
    expect(text).toMatch(/^bad .* FAIL: too many$/m);
    expect(text).toContain('1 passed, 1 failed');
  });

  it('colours only verdicts', () => {
    const paint = { strong: noPaint.strong, good: () => '<good>', bad: () => '<bad>' };
    const rows = [row('pass'), row('passed', false)];
    const lines = renderText(result({ groups: [{ title: 'G', rows }] }), paint).split('\n');
    expect(lines.filter((line) => line.startsWith('pass ')).join('')).toMatch(/^pass .*<good>$/);
    expect(lines.filter((line) => line.startsWith('passed ')).join('')).toMatch(/^passed .*<bad>$/);
  });

  it('names plain clients whose process crashed', () => {
    const broken = {
      ...row('r'),
      plain: measurement({}, { client: 'fetch', broken: 'its process crashed: oops' }),
    };
    const text = renderText(result({ groups: [{ title: 'G', rows: [broken] }] }), noPaint);
    expect(text).toContain('fetch at "r" did not finish: its process crashed: oops.');
  });

  it('shows a scenario that was not tried', () => {
    const skipped = { groups: [], finding: 'Not tried: no time left.', skipped: 'no time left' };
    const text = renderText({ ...result(skipped, {}), notTried: 1 }, noPaint);
    expect(text).toContain('Not tried: no time left.');
    expect(text).toContain('Verdicts on Sluice: 1 passed, 0 failed; 1 scenario not tried (61.0 s)');
  });

  it('breaks lines at spaces', () => {
    expect(wrap('one two three', 8)).toBe('one two\nthree');
    expect(wrap('unbreakable', 4)).toBe('unbreakable');
  });
});
