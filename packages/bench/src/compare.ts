// Compares the peers: measures the chosen work and reports.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Plan } from './arguments.ts';
import { loopback } from './origin/loopback.ts';
import { repeated, UPLOAD_SIZE } from './payloads.ts';
import { peerOf } from './peers/index.ts';
import type { Peer } from './peers/peer.ts';
import { canLoad } from './probes/package-probes.ts';
import { canProbe } from './probes/probe.ts';
import { probeTable, workloadTable } from './report/table.ts';
import type { Site } from './run/contender.ts';
import { load, machine, versionsOf } from './run/environment.ts';
import { measureProbe } from './run/measure-probe.ts';
import { measureWorkload } from './run/measure-workload.ts';
import { startOrigin } from './run/origin.ts';
import type { PeerNote, ProbeResult, Results, WorkloadResult } from './run/results.ts';
import { supports, type Workload } from './work/workload.ts';

/** The most rounds of a client probe, each of which needs a fresh process. */
const PROBE_ROUNDS = 3;

/**
 * Performs a plan, prints each table as soon as it is complete, and returns the results.
 * @param onResult receives all results so far after each further one, so that an interrupted run leaves them
 */
export async function compare(plan: Plan, onResult: (results: Results) => void): Promise<Results> {
  const date = new Date().toISOString();
  const loadBefore = load();
  const all = [...new Set([...plan.workloads.flatMap((workload) => peersOf(workload, plan)), ...plan.peers])];
  const peers = Object.fromEntries(all.map((peer) => [peer.name, noteOf(peer)]));
  const versions = versionsOf(all);
  printHead(versions, peers, plan);

  const workloads: WorkloadResult[] = [];
  const probes: ProbeResult[] = [];
  await atSite(async (site) => {
    for (const workload of plan.workloads) {
      const { name, title, base, note } = workload;
      const measured = await measureWorkload(workload, peersOf(workload, plan), plan, site);
      const result = { name, title, base, ...(note !== undefined && { note }), peers: measured };
      workloads.push(result);
      print(`${workloadTable(result, peers)}\n`);
      onResult(resultsSoFar());
    }
    for (const probe of plan.clientProbes) {
      const able = plan.peers.filter((peer) => canProbe(peer, probe) && (plan.named || peer.part !== true));
      report(probe, await measureProbe(probe, able, Math.min(plan.rounds, PROBE_ROUNDS), site));
    }
    for (const probe of plan.packageProbes) {
      const url = `http://${loopback(0)}:${site.origin.ready.ports.plain}/user`;
      report(probe, probe.measure(plan.peers.filter(canLoad), plan.rounds, url));
    }
  });
  return resultsSoFar();

  function resultsSoFar(): Results {
    const { rounds, ms } = plan;
    return { date, machine: machine(loadBefore), rounds, ms, versions, peers, workloads, probes };
  }

  function report({ name, title, unit }: Omit<ProbeResult, 'peers'>, figures: ProbeResult['peers']): void {
    const result = { name, title, unit, peers: figures };
    probes.push(result);
    print(`${probeTable(result, peers)}\n`);
    onResult(resultsSoFar());
  }
}

/** The peers that take part in a workload, including its base. */
function peersOf(workload: Workload, plan: Plan): readonly Peer[] {
  const chosen = new Set([peerOf(workload.base), ...plan.peers]);
  const takesPart = (peer: Peer): boolean => plan.named || workload.basic === true || peer.part !== true;
  return [...chosen].filter((peer) => supports(peer, workload) && takesPart(peer));
}

function noteOf({ title, settings, beside }: Peer): PeerNote {
  return { title, settings, ...(beside === undefined ? {} : { beside }) };
}

/** Runs work with an origin and a file to upload, and removes both afterwards. */
async function atSite(work: (site: Site) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'sluice-bench-'));
  const origin = await startOrigin();
  try {
    const file = path.join(folder, 'upload');
    writeFileSync(file, repeated(UPLOAD_SIZE));
    await work({ origin, file });
  } finally {
    await origin.close();
    rmSync(folder, { recursive: true });
  }
}

function printHead(versions: Results['versions'], peers: Results['peers'], { ms, rounds }: Plan): void {
  const all = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  print(all.join(', '));
  for (const { title, settings } of Object.values(peers)) print(`  ${title}: ${settings}`);
  print(`${rounds} alternating rounds of ${ms} ms of CPU for each client; medians\n`);
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
