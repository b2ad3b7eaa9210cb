// What the runner asks of a client process, and what it reports.
import type { ProbeWork } from '../probes/probe.ts';
import type { Workload } from '../work/workload.ts';

/** The work of a client process: its peer by name, what it does, and where the origin listens. */
export interface ClientSetup {
  readonly peer: string;
  readonly work: Workload | ProbeWork;
  /** The port of the origin. */
  readonly port: number;
  /** A file to upload. */
  readonly file: string;
}

/** Do one round. */
export interface RoundQuestion {
  /** CPU time that the round takes, or, at a fixed rate, its duration, in ms. */
  readonly ms: number;
  /** A round ends after so long in any case, in ms. */
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
  /** Time of each call in ms; at a fixed rate counted from the time it was due. */
  readonly latencies: Float64Array;
  /** Peak of the resident memory of the process so far, in MB. */
  readonly peakMemory: number;
}
