// The results of a run: what the reports show and the JSON file holds.
import type { PeerFigures } from './figures.ts';

/** The figures of all peers at one workload. */
export interface WorkloadResult {
  readonly name: string;
  readonly title: string;
  /** The peer that ratios are to. */
  readonly base: string;
  readonly peers: readonly PeerFigures[];
}

export interface Results {
  /** When the run began, in ISO format. */
  readonly date: string;
  readonly machine: Machine;
  readonly rounds: number;
  /** Duration of a round in ms. */
  readonly ms: number;
  /** Versions of Node.js and of the measured packages. */
  readonly versions: Readonly<Record<string, string>>;
  /** The titles of the peers, and their settings in words. */
  readonly peers: Readonly<Record<string, { readonly title: string; readonly settings: string }>>;
  readonly workloads: readonly WorkloadResult[];
}

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly system: string;
  /** Load average over a minute when the run began and when it ended. */
  readonly load: readonly [number, number];
}
