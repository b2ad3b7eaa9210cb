// The messages between the runner and a client process.
import type { ProbeWork } from '../probes/probe.ts';
import type { Workload } from '../work/workload.ts';

/** The setup of a client process: its peer, its work, and the port of the origin. */
export interface ClientSetup {
  readonly peer: string;
  readonly work: Workload | ProbeWork;
  /** The port of the origin. */
  readonly port: number;
  /** A file to upload. */
  readonly file: string;
}

/** Requests one round. */
export interface RoundQuestion {
  /** CPU time that the round takes, or, at a fixed rate, its duration, in ms. */
  readonly ms: number;
  /** The longest duration of a round, in ms. */
  readonly longest: number;
}

/** One round of a peer at a workload, as its process measured it. */
export interface Round {
  readonly calls: number;
  /** CPU of the process per call, user and system, in microseconds. */
  readonly cpu: number;
  readonly perSecond: number;
  /** Calls that failed, wrong bodies included. */
  readonly errors: number;
  readonly firstError?: string;
  /** The time of each call in ms; at a fixed rate, from the time at which the call was due. */
  readonly latencies: Float64Array;
  /** Peak of the resident memory of the process so far, in MB. */
  readonly peakMemory: number;
}
