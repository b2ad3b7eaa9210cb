// The results of a run, for the reports and the JSON file.
import type { PeerFigures, ProbeFigures } from './figures.ts';
import { spread, type Spread } from './statistics.ts';

/** The figures of all peers at one workload. */
export interface WorkloadResult {
  readonly name: string;
  readonly title: string;
  /** The peer whose value is 1 in ratios. */
  readonly base: string;
  /** A remark on the figures for their reader. */
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

/** The description of a peer in the results. */
export interface PeerNote {
  readonly title: string;
  readonly settings: string;
  /** The peer that this peer replaces for its users, if that is not the base of the work. */
  readonly beside?: string;
}

/** The results of a run. */
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

/** The machine of a run. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly system: string;
  /** Load average over a minute when the run began and when it ended. */
  readonly load: readonly [number, number];
}

/** The ratio of two peers' CPU per call, paired by turn; undefined if either did not take part. */
export function ratioOf({ peers }: WorkloadResult, name: string, to: string): Spread | undefined {
  const own = peers.find(({ peer }) => peer === name)?.cpuByTurn ?? [];
  const others = peers.find(({ peer }) => peer === to)?.cpuByTurn ?? [];
  if (own.length === 0 || own.length !== others.length) return undefined;
  return spread(own.map((cpu, turn) => cpu / (others[turn] ?? Number.NaN)));
}
