// The probes of packages, which need no client process.
import type { Peer } from '../peers/peer.ts';
import type { ProbeFigures } from '../run/figures.ts';
import { measureColdStart, measureFirstCall } from './cold-start.ts';
import { measureInstalledSize } from './installed-size.ts';

/** A probe of the packages of peers. */
export interface PackageProbe {
  readonly name: string;
  readonly title: string;
  readonly unit: string;
  /** @param url answers a GET with JSON */
  readonly measure: (peers: readonly Peer[], rounds: number, url: string) => readonly ProbeFigures[];
}

/** Rounds of cold starts for each round of the plan: they are cheap, with more noise than any others. */
const COLD_ROUNDS = 3;

export const PACKAGE_PROBES: readonly PackageProbe[] = [
  {
    name: 'cold',
    title: 'loading the packages',
    unit: 'CPU ms above an empty script',
    measure: (peers, rounds) => measureColdStart(peers, rounds * COLD_ROUNDS),
  },
  {
    name: 'first-call',
    title: 'a program with one small GET: loading the packages, the call, and the exit',
    unit: 'CPU ms above an empty script',
    measure: (peers, rounds, url) => measureFirstCall(peers, rounds * COLD_ROUNDS, url),
  },
  {
    name: 'size',
    title: 'installed size, with dependencies',
    unit: 'KB',
    measure: measureInstalledSize,
  },
];

/** Whether the packages of a peer are probed. */
export function canLoad({ loads }: Peer): boolean {
  return loads !== undefined;
}
