// What a probe is: one measurement of a client that calls in turns would not show.
import type { Peer, TaskName } from '../peers/peer.ts';
import type { RetrySettings } from '../peers/retry-settings.ts';

/** The probes of clients, in `probes.ts`. */
export type ProbeName = 'idle' | 'inFlight' | 'waiters' | 'unread';

/** What a probe measured in one process. */
export interface Measured {
  readonly value: number;
  /** Calls that failed or did not settle in time. */
  readonly errors: number;
  readonly firstError?: string;
}

/** A probe that a client process performs, and its settings. */
export interface ProbeWork {
  /** How the command line names it. */
  readonly name: string;
  /** How the reports name it. */
  readonly title: string;
  /** What the value is. */
  readonly unit: string;
  readonly probe: ProbeName;
  readonly needs: TaskName;
  readonly server: 'plain';
  readonly hosts?: undefined;
  /** Connections per host at most. */
  readonly connections: number;
  readonly retry: RetrySettings;
}

/** Whether a client of this peer can be probed. */
export function canProbe(peer: Peer, { needs }: ProbeWork): boolean {
  return peer.tasks.includes(needs);
}
