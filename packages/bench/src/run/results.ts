// The results of a run: what the reports show and the JSON file holds.
import type { PeerFigures, ProbeFigures } from './figures.ts';
import { spread, type Spread } from './statistics.ts';

/** The figures of all peers at one workload. */
export interface WorkloadResult {
  readonly name: string;
  readonly title: string;
  /** The peer that ratios are to. */
  readonly base: string;
  /** What a reader must know of the figures. */
  readonly note?: string;
  readonly peers: readonly PeerFigures[];
}

/** The figures of all peers with one probe. */
export interface ProbeResult {
  readonly name: string;
  readonly title: string;
  readonly unit: string;
  readonly peers: readonly ProbeFigures[];
}

/** How a peer took part. */
export interface PeerNote {
  readonly title: string;
  readonly settings: string;
  /** The peer that it is a replacement for, if that is not the base of the work. */
  readonly beside?: string;
}

export interface Results {
  /** When the run began, in ISO format. */
  readonly date: string;
  readonly machine: Machine;
  readonly rounds: number;
  /** CPU time of a round in ms. */
  readonly ms: number;
  /** Versions of Node.js and of the measured packages. */
  readonly versions: Readonly<Record<string, string>>;
  readonly peers: Readonly<Record<string, PeerNote>>;
  readonly workloads: readonly WorkloadResult[];
  readonly probes: readonly ProbeResult[];
}

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly system: string;
  /** Load average over a minute when the run began and when it ended. */
  readonly load: readonly [number, number];
}

/** CPU per call of a peer as a ratio to that of another in the same turn; undefined if either did not take part. */
export function ratioOf({ peers }: WorkloadResult, name: string, to: string): Spread | undefined {
  const own = peers.find(({ peer }) => peer === name)?.cpuByTurn ?? [];
  const others = peers.find(({ peer }) => peer === to)?.cpuByTurn ?? [];
  if (own.length === 0 || own.length !== others.length) return undefined;
  return spread(own.map((cpu, turn) => cpu / (others[turn] ?? Number.NaN)));
}
