import { describe, expect, it } from 'vitest';
import { progressOn } from '../src/progress.ts';
import { result } from './samples.ts';

function record(isTTY: boolean, terminal = 'xterm', columns = 20): string[] {
  const written: string[] = [];
  const stream = { isTTY, columns, write: (text: string) => written.push(text) };
  const progress = progressOn(stream, terminal);
  const [scenario] = result({}).scenarios;
  progress.begin(2);
  progress.step('one: something long: fetch');
  progress.stepDone();
  progress.step('two');
  if (scenario !== undefined) progress.scenarioDone(scenario);
  progress.end();
  return written;
}

describe('progress', () => {
  it('is one line on a terminal, never wider than the terminal, and removed at the end', () => {
    expect(record(true)).toEqual(['\r\u001B[2K0/2 one: something ', '\r\u001B[2K1/2 two', '\r\u001B[2K']);
  });

  it('is 80 columns wide on a terminal of unknown width', () => {
    expect(record(true, 'xterm', 0)[0]).toContain('one: something long: fetch');
  });

  it.each([
    ['elsewhere', false, 'xterm'],
    ['on a dumb terminal', true, 'dumb'],
  ])('is a plain line per scenario %s', (_, isTTY, terminal) => {
    expect(record(isTTY, terminal)).toEqual([
      'The connection lab: 2 comparisons\n',
      '  scenario-0: A title (1.0 s)\n',
    ]);
  });
});
