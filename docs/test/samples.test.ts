// Tests that samples compile, run, and do what their comments claim.
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { compileSamples, scratch } from './compile.ts';
import type { Report, Task } from './run-samples.ts';
import { allSamples, asProgram } from './samples.ts';

const samples = allSamples();
const checked = samples.filter(({ check }) => check);
/** How long a busy machine may take, in ms. */
const PATIENCE = 300_000;

const runnable = samples.filter(({ run }) => run);

describe('samples compile', () => {
  let errors: Map<string, string[]>;

  beforeAll(async () => {
    errors = await compileSamples(checked);
  }, PATIENCE);

  test.each(checked.map(({ place }) => place))('%s', (place) => {
    expect(errors.get(place) ?? []).toEqual([]);
  });

  test('few samples are not checked', () => {
    expect(samples.length - checked.length).toBeLessThanOrEqual(5);
  });
});

describe('samples run, and do what their comments claim', () => {
  let reports: Map<string, Report>;

  beforeAll(async () => {
    reports = new Map((await runSamples()).map((report) => [report.place, report]));
  }, PATIENCE);

  test.each(runnable.map(({ place }) => place))('%s', (place) => {
    const report = reports.get(place);
    expect(report, 'the sample did not run').toBeDefined();
    expect(report?.failure).toBeUndefined();
  });
});

/** Runs the samples in a separate process, in which Node.js loads the sources. */
function runSamples(): Promise<Report[]> {
  const folder = scratch('programs');
  const tasks: Task[] = runnable.map((sample) => ({ place: sample.place, program: asProgram(sample) }));
  writeFileSync(join(folder, 'samples.json'), JSON.stringify(tasks));
  const script = join(import.meta.dirname, 'run-samples.ts');
  const args = ['--conditions=@sluice/source', '--no-warnings', script, folder];
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      args,
      { cwd: folder, timeout: PATIENCE - 1_000, killSignal: 'SIGKILL' },
      (error, stdout, stderr) => {
        if (error !== null) reject(new Error(`${error.message}\n${stdout}${stderr}`));
        else resolve(JSON.parse(readFileSync(join(folder, 'reports.json'), 'utf8')) as Report[]);
      },
    );
  });
}
