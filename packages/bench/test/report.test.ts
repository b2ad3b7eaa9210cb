import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { reachedIn } from '../src/report/goals.ts';
import { pageOf } from '../src/report/page.ts';
import { readmeFigures } from '../src/report/readme.ts';
import { workloadTable } from '../src/report/table.ts';
import { filesOf, jsonOf, parseResults, storedResults } from '../src/report/write.ts';
import { ratioOf } from '../src/run/results.ts';

const root = join(import.meta.dirname, '../../..');
const stored = storedResults();

test.each([...filesOf(stored)])('%s shows the results of the run in results.json', (file, content) => {
  expect(
    readFileSync(join(root, file), 'utf8') === content,
    `run \`npx pnpm bench report\` to write ${file}`,
  ).toBe(true);
});

test('the figures of the README are medians of ratios in turns', () => {
  const small = stored.workloads.find(({ name }) => name === 'get-50')!;
  const ratio = ratioOf(small, 'sluice', 'undici')!.median.toFixed(2);
  expect(readmeFigures(stored)).toContain(`| small GET, 50 at once | ${ratio} |`);
});

test('the page and the terminal explain the figures next to them', () => {
  const noted = { ...stored.workloads[0]!, note: 'It opens more.' };
  const page = pageOf({ ...stored, workloads: [noted] }, []);
  expect(page).toContain(`(\`--work ${noted.name}\`)\n\nIt opens more.\n\n|`);
  expect(workloadTable(noted, stored.peers)).toContain('\n  It opens more.');
});

test('every goal was measured', () => {
  expect(reachedIn(stored).length).toBeGreaterThan(0);
});

test('the stored results are those of the run', () => {
  expect(parseResults(jsonOf(stored))).toEqual(stored);
});

test('a ratio is of the same turn, and absent if one of both missed a turn', () => {
  const peer = (name: string, cpuByTurn: readonly number[]) => ({
    ...stored.workloads[0]!.peers[0]!,
    peer: name,
    cpuByTurn,
  });
  const result = {
    ...stored.workloads[0]!,
    peers: [peer('a', [2, 20, 6]), peer('b', [1, 10, 2]), peer('c', [1])],
  };
  expect(ratioOf(result, 'a', 'b')).toEqual({ median: 2, low: 2, high: 2.5 });
  expect(ratioOf(result, 'a', 'c')).toBeUndefined();
  expect(ratioOf(result, 'a', 'd')).toBeUndefined();
});
