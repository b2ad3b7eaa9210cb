// Measures the CPU of loading packages, above that of an empty script.
import { spawnSync } from 'node:child_process';
import type { Peer } from '../peers/peer.ts';
import type { ProbeFigures } from '../run/figures.ts';
import { spread } from '../run/statistics.ts';

const REPORT = ';const u = process.cpuUsage(); console.log((u.user + u.system) / 1000)';

/** Loads the packages of each peer in fresh processes, in turns. Values are in ms. */
export function measureColdStart(peers: readonly Peer[], rounds: number): readonly ProbeFigures[] {
  const empty: number[] = [];
  const values = new Map<Peer, number[]>(peers.map((peer) => [peer, []]));
  for (let turn = 0; turn < rounds; turn++) {
    empty.push(cpuOf(''));
    for (const [peer, own] of values) own.push(cpuOf(codeOf(peer)) - (empty.at(-1) ?? 0));
  }
  return [...values].map(([peer, own]) => ({ peer: peer.name, value: spread(own), errors: 0 }));
}

function codeOf({ loads = [] }: Peer): string {
  return loads
    .map((specifier) => (specifier === 'fetch' ? `await fetch('data:,')` : `await import('${specifier}')`))
    .join(';');
}

function cpuOf(code: string): number {
  const args = ['--no-warnings', '--input-type=module', '-e', `${code}${REPORT}`];
  const { stdout, stderr, status } = spawnSync(process.execPath, args, {
    cwd: import.meta.dirname,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return Number(stdout);
}
