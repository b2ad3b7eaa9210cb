// What a workload is: a task, with so many calls in flight, against a route of the origin.
import type { SharedPorts } from '../origin/loop.ts';
import type { Peer, TaskName } from '../peers/peer.ts';
import type { RetrySettings } from '../peers/retry-settings.ts';
import type { TaskKind } from './task.ts';

/**
 * How calls begin: another one whenever one ends, at a fixed rate, whatever the answers take, or many at once and the
 * next as many when all have ended.
 */
export type Pace =
  | { readonly inFlight: number }
  | { readonly perSecond: number }
  | { readonly burst: number };

export interface Workload {
  /** How the command line names it. */
  readonly name: string;
  /** How the reports name it. */
  readonly title: string;
  /** What a reader must know of the figures: why Sluice opens, closes or fails more than its peers. */
  readonly note?: string;
  readonly task: TaskKind;
  /** The method of `Client` that the task calls; a peer without it is left out. */
  readonly needs: TaskName;
  readonly server: keyof SharedPorts;
  readonly path: string;
  /**
   * The calls are numbered, in their query, and the origin fails the same ones for every client. It counts the attempts of
   * a call, in one event loop.
   */
  readonly numbered?: boolean;
  /** Hosts that the calls go to in turns. Default: 1. */
  readonly hosts?: number;
  readonly pace: Pace;
  /** Connections per host at most. */
  readonly connections: number;
  readonly retry: RetrySettings;
  /** A call that takes longer, in ms, counts as an error. Default: no limit. */
  readonly patience?: number;
  /** Duration of a round in ms at a fixed rate, where that of the run is too short for percentiles. */
  readonly ms?: number;
  /** Rounds, where fewer than those of the run do. */
  readonly rounds?: number;
  /** Only peers that decode gzip take part. */
  readonly gzip?: boolean;
  /** Only peers that retry take part. */
  readonly faults: boolean;
  /** Whether the peers that are a part of Sluice, or another face of it, take part without being named. */
  readonly basic?: boolean;
  /** The peer that ratios are to. */
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
