// How long the phases of a dial took.
import type { Timings } from '../history/attempt.ts';

/** For transports and agents: how long the phases of a dial took, in ms. A phase that was not reached is undefined. */
export interface DialTimes {
  /** Name resolution; also undefined without a name to resolve. Part of `connect`. */
  readonly dns: number | undefined;
  /** Name resolution, TCP, and a proxy's part; for a Unix domain socket the time to connect. */
  readonly connect: number | undefined;
  /** The TLS handshake; also undefined without TLS. */
  readonly tls: number | undefined;
}

/** For transports: writes the times of a dial into the timings of the attempt that it was made for. */
export function noteDialTimes(timings: Timings, { dns, connect, tls }: DialTimes): void {
  if (dns !== undefined) timings.dns = dns;
  if (connect !== undefined) timings.connect = connect;
  if (tls !== undefined) timings.tls = tls;
}

/** How long a whole dial took, in ms; undefined if that was not measured. */
export function setupTimeOf({ connect, tls = 0 }: DialTimes): number | undefined {
  return connect === undefined ? undefined : connect + tls;
}
