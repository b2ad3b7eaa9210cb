// The statistics of a dispatcher, in the form of undici's Agent.
import type { HostStats } from '@sluice/pool';
import type { KnownDestination } from '../destination/destinations.ts';

/** The connections and requests of an origin, of all clients of the registry. */
export interface OriginStats {
  /** Open connections. */
  connected: number;
  /** Open connections without an exchange. */
  free: number;
  /** Requests that wait for a connection. */
  pending: number;
  /** Equal to `pending`, since a request waits in one list only. */
  queued: number;
  /** Connections with exchanges. */
  running: number;
  /** Requests that wait, and connections with exchanges. */
  size: number;
}

/** Statistics by origin. An origin that is reached under several TLS names has one entry. */
export function statsByOrigin(
  known: Iterable<KnownDestination>,
  hosts: Readonly<Record<string, HostStats>>,
): Record<string, OriginStats> {
  const all: Record<string, OriginStats> = {};
  for (const { origin, key } of known) {
    const host = hosts[key];
    if (host === undefined) continue;
    const sum = (all[origin] ??= { connected: 0, free: 0, pending: 0, queued: 0, running: 0, size: 0 });
    sum.connected += host.idle + host.active;
    sum.free += host.idle;
    sum.pending += host.waiting;
    sum.queued += host.waiting;
    sum.running += host.active;
    sum.size += host.waiting + host.active;
  }
  return all;
}
