// Measures the CPU of loading packages, and of a program with one call, above that of an empty script.
import { spawnSync } from 'node:child_process';
import type { Peer } from '../peers/peer.ts';
import type { ProbeFigures } from '../run/figures.ts';
import { spread } from '../run/statistics.ts';

/** Prints the CPU of a process at its exit, in ms. */
const REPORT = `process.once('exit', () => {
  const { user, system } = process.cpuUsage();
  console.log((user + system) / 1000);
});`;

/** Loads the packages of each peer in fresh processes, in alternating rounds. Values are in ms. */
export function measureColdStart(peers: readonly Peer[], rounds: number): readonly ProbeFigures[] {
  return measure(peers, rounds, loading);
}

/** Makes the first call of each peer in fresh processes, in turns. Values are in ms. @param url answers a GET with JSON */
export function measureFirstCall(
  peers: readonly Peer[],
  rounds: number,
  url: string,
): readonly ProbeFigures[] {
  return measure(peers, rounds, ({ firstCall = '' }) => `const url = ${JSON.stringify(url)};${firstCall}`);
}

function measure(
  peers: readonly Peer[],
  rounds: number,
  codeOf: (peer: Peer) => string,
): readonly ProbeFigures[] {
  const empty: number[] = [];
  const values = new Map<Peer, number[]>(peers.map((peer) => [peer, []]));
  for (let turn = 0; turn < rounds; turn++) {
    empty.push(cpuOf(''));
    for (const [peer, own] of values) own.push(cpuOf(codeOf(peer)) - (empty.at(-1) ?? 0));
  }
  return [...values].map(([peer, own]) => ({ peer: peer.name, value: spread(own), errors: 0 }));
}

function loading({ loads = [] }: Peer): string {
  return loads
    .map((specifier) => (specifier === 'fetch' ? `await fetch('data:,')` : `await import('${specifier}')`))
    .join(';');
}

function cpuOf(code: string): number {
  const args = ['--no-warnings', '--input-type=module', '-e', REPORT + code];
  const { stdout, stderr, status } = spawnSync(process.execPath, args, {
    cwd: import.meta.dirname,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return Number(stdout);
}
