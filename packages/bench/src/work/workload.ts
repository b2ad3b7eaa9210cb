// The type of a workload: a task at a pace, against a route of the origin.
import type { SharedPorts } from '../origin/loop.ts';
import type { Peer, TaskName } from '../peers/peer.ts';
import type { RetrySettings } from '../peers/retry-settings.ts';
import type { TaskKind } from './task.ts';

/**
 * When calls begin: `inFlight` keeps a number of calls in flight; `perSecond` is a fixed rate, regardless of the responses;
 * `burst` starts many calls at once, and again when all have ended.
 */
export type Pace =
  | { readonly inFlight: number }
  | { readonly perSecond: number }
  | { readonly burst: number };

/** A workload. */
export interface Workload {
  /** The name in the command line. */
  readonly name: string;
  /** The name in reports. */
  readonly title: string;
  /** A remark for readers of the figures: why Sluice opens, closes or fails more than its peers. */
  readonly note?: string;
  readonly task: TaskKind;
  /** The method of `Client` that the task calls; a peer without it is left out. */
  readonly needs: TaskName;
  readonly server: keyof SharedPorts;
  readonly path: string;
  /**
   * Whether the query of each call has its number. Then the origin fails the same calls for every client, and counts the
   * attempts of each call, in one event loop.
   */
  readonly numbered?: boolean;
  /** The number of hosts, called in turn. Default: 1. */
  readonly hosts?: number;
  readonly pace: Pace;
  /** The most connections per host. */
  readonly connections: number;
  readonly retry: RetrySettings;
  /** A call that takes longer, in ms, counts as an error. Default: no limit. */
  readonly patience?: number;
  /** The least duration of a round in ms, for percentiles at a fixed rate. Default: that of the run. */
  readonly ms?: number;
  /** The most rounds. Default: those of the run. */
  readonly rounds?: number;
  /** Only peers that decode gzip take part. */
  readonly gzip?: boolean;
  /** Only peers that retry take part. */
  readonly faults: boolean;
  /** Whether parts and other faces of Sluice take part even if they are not named. */
  readonly basic?: boolean;
  /** The peer whose value is 1 in ratios. */
  readonly base: string;
}

/** Whether a peer can do the work. */
export function supports(peer: Peer, { needs, server, faults, gzip }: Workload): boolean {
  return (
    peer.tasks.includes(needs) &&
    (server !== 'h2' || peer.http2) &&
    (gzip !== true || peer.decodes) &&
    (!faults || peer.retries)
  );
}
