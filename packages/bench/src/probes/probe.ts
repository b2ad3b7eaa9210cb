// The interface of a probe: a measurement of a client that rounds of calls do not show.
import type { Peer, TaskName } from '../peers/peer.ts';
import type { RetrySettings } from '../peers/retry-settings.ts';

/** The probes of clients, in `probes.ts`. */
export type ProbeName = 'idle' | 'inFlight' | 'waiters' | 'unread';

/** The result of a probe in one process. */
export interface Measured {
  readonly value: number;
  /** Calls that failed or did not settle in time. */
  readonly errors: number;
  readonly firstError?: string;
}

/** A probe that a client process performs, and its settings. */
export interface ProbeWork {
  /** The name in the command line. */
  readonly name: string;
  /** The name in reports. */
  readonly title: string;
  /** The unit of the value, in words. */
  readonly unit: string;
  readonly probe: ProbeName;
  readonly needs: TaskName;
  readonly server: 'plain';
  readonly hosts?: undefined;
  /** The most connections per host. */
  readonly connections: number;
  readonly retry: RetrySettings;
}

/** Whether a client of a peer can be probed. */
export function canProbe(peer: Peer, { needs }: ProbeWork): boolean {
  return peer.tasks.includes(needs);
}
