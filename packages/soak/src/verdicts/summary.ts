// The summary of a run and of all findings.
import type { RunResult } from '../runs.ts';
import { describeShape, type Failure } from './failure.ts';

/** Describes a run in one line. */
export function describeRun({ run, client, origin, failures }: RunResult): string {
  const outcomes = Object.entries(client.outcomes)
    .toSorted(([, one], [, other]) => other - one)
    .map(([name, count]) => `${name} ${count}`);
  const opened = Object.values(origin.opened).reduce((sum, count) => sum + count, 0);
  const what = run.shape === undefined ? `${run.configuration}, seed ${run.seed}` : describeShape(run.shape);
  const memory = (client.memory / 1e6).toFixed(0);
  return (
    `${run.face}, ${what}: ${failures.length} findings, ${(client.ms / 1e3).toFixed(1)} s, ` +
    `${origin.requests} requests, ${opened} connections, ${memory} MB; ${outcomes.join(', ')}`
  );
}

/** Counts the findings by kind and fault. */
export function describeVerdicts(failures: readonly Failure[]): string {
  if (failures.length === 0) return 'nothing found\n';
  const verdicts = Map.groupBy(failures, ({ verdict }) => verdict);
  const lines = [...verdicts].map(([verdict, all]) => {
    const faults = Map.groupBy(all, ({ run, fault }) => `${run.face} ${fault ?? '-'}`);
    const list = [...faults]
      .toSorted(([, one], [, other]) => other.length - one.length)
      .map(([fault, { length }]) => `    ${length} x ${fault}`);
    return `${all.length} x ${verdict}\n${list.join('\n')}\n`;
  });
  return `${failures.length} findings\n${lines.join('')}`;
}
