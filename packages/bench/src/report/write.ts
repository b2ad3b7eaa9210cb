// Writes a run into the documentation: the results, the page with its charts, and the figures of the README.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Results } from '../run/results.ts';
import { chartsOf } from './charts.ts';
import { pageOf } from './page.ts';
import { withFigures } from './readme.ts';

const root = path.join(import.meta.dirname, '../../../..');
const folder = path.join(root, 'docs/benchmarks');

/** Reads the results of the documentation. */
export function storedResults(): Results {
  return parseResults(readFileSync(path.join(folder, 'results.json'), 'utf8'));
}

/** Parses results. JSON has null for NaN, a value that could not be measured. */
export function parseResults(json: string): Results {
  return JSON.parse(json, (_key, value: unknown) => value ?? Number.NaN) as Results;
}

/** Writes results into the documentation. */
export function storeResults(results: Results): void {
  writeFileSync(path.join(folder, 'results.json'), jsonOf(results));
}

/** The results as JSON, with a line for each client at each work. */
export function jsonOf({ workloads, probes, ...head }: Results): string {
  const lines = (all: readonly { readonly peers: readonly object[] }[]): string =>
    all
      .map(({ peers, ...rest }) => {
        const figures = peers.map((one) => `\n    ${JSON.stringify(one)}`).join(',');
        return `  ${JSON.stringify(rest).slice(0, -1)},"peers":[${figures}]}`;
      })
      .join(',\n');
  const top = JSON.stringify(head, null, 2).slice(0, -2);
  return `${top},\n"workloads": [\n${lines(workloads)}\n],\n"probes": [\n${lines(probes)}\n]\n}\n`;
}

/** The files that show results, by their path from the root of the repository. */
export function filesOf(results: Results): ReadonlyMap<string, string> {
  const charts = chartsOf(results);
  return new Map([
    ['docs/benchmarks/README.md', pageOf(results, charts)],
    ...charts.map(({ file, svg }) => [`docs/benchmarks/${file}`, svg] as const),
    ['README.md', withFigures(readFileSync(path.join(root, 'README.md'), 'utf8'), results)],
  ]);
}

/** Writes the files that show the results. */
export function writeReport(results: Results): void {
  for (const [file, content] of filesOf(results)) writeFileSync(path.join(root, file), content);
}
