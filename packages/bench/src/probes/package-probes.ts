// The probes of packages, which need no client process.
import type { Peer } from '../peers/peer.ts';
import type { ProbeFigures } from '../run/figures.ts';
import { measureColdStart } from './cold-start.ts';
import { measureInstalledSize } from './installed-size.ts';

/** A probe of the packages of peers. */
export interface PackageProbe {
  readonly name: string;
  readonly title: string;
  readonly unit: string;
  readonly measure: (peers: readonly Peer[], rounds: number) => readonly ProbeFigures[];
}

export const PACKAGE_PROBES: readonly PackageProbe[] = [
  {
    name: 'cold',
    title: 'loading the packages',
    unit: 'CPU ms above an empty script',
    // Cheap rounds, with more noise than any others.
    measure: (peers, rounds) => measureColdStart(peers, rounds * 3),
  },
  {
    name: 'size',
    title: 'installed size, with dependencies',
    unit: 'KB',
    measure: measureInstalledSize,
  },
];

/** Whether the packages of this peer are probed. */
export function canLoad({ loads }: Peer): boolean {
  return loads !== undefined;
}
