// Compares the peers: runs the chosen workloads and reports.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Plan } from './arguments.ts';
import { repeated, UPLOAD_SIZE } from './payloads.ts';
import { peerOf } from './peers/index.ts';
import { workloadTable } from './report/table.ts';
import { load, machine, versionsOf } from './run/environment.ts';
import { measureWorkload, type Site } from './run/measure-workload.ts';
import { startOrigin } from './run/origin.ts';
import type { Results, WorkloadResult } from './run/results.ts';
import { supports } from './work/workload.ts';

/** Measures what the plan says, prints each table as soon as it is complete, and returns the results. */
export async function compare(plan: Plan): Promise<Results> {
  const date = new Date().toISOString();
  const loadBefore = load();
  const taking = plan.workloads.map((workload) => ({
    workload,
    peers: [...new Set([peerOf(workload.base), ...plan.peers])].filter((peer) => supports(peer, workload)),
  }));
  const all = [...new Set(taking.flatMap(({ peers }) => peers))];
  const peers = Object.fromEntries(all.map(({ name, title, settings }) => [name, { title, settings }]));
  const versions = versionsOf(all);
  print(
    Object.entries(versions)
      .map((entry) => entry.join(' '))
      .join(', '),
  );
  for (const { title, settings } of all) print(`  ${title}: ${settings}`);
  print(`rounds of ${plan.ms} ms in turns, ${plan.rounds} each; medians\n`);

  const workloads: WorkloadResult[] = [];
  const folder = mkdtempSync(path.join(os.tmpdir(), 'sluice-bench-'));
  const origin = await startOrigin();
  try {
    const site: Site = { origin, file: path.join(folder, 'upload') };
    writeFileSync(site.file, repeated(UPLOAD_SIZE));
    for (const { workload, peers: own } of taking) {
      const { name, title, base } = workload;
      const result = { name, title, base, peers: await measureWorkload(workload, own, plan, site) };
      workloads.push(result);
      print(`${workloadTable(result, peers)}\n`);
    }
  } finally {
    await origin.close();
    rmSync(folder, { recursive: true });
  }
  const { rounds, ms } = plan;
  return { date, machine: machine(loadBefore), rounds, ms, versions, peers, workloads };
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
