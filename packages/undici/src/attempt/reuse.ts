// Whether a connection is used again after an exchange.
import { nextCheck, WRITE_PHASES } from '@sluice/core/transport';
import type { Destination } from '../destination/destination.ts';
import type { WireConnection } from '../connection/wire-connection.ts';

/** True if everything written to a connection has reached the kernel, or the connection is closed. */
export function isFlushed(connection: WireConnection): boolean {
  return connection.flushed || connection.closed;
}

/** Resolves when a connection is flushed ({@link isFlushed}), at the latest {@link WRITE_PHASES} check phases later. */
export async function whenFlushed(connection: WireConnection): Promise<void> {
  // oxlint-disable-next-line no-await-in-loop -- one phase after the other
  for (let phase = 0; phase < WRITE_PHASES && !isFlushed(connection); phase++) await nextCheck();
}

/**
 * Marks the connection of a complete response as idle, if it may carry another exchange.
 * @returns true if it may
 * @param headers of the request
 * @param now on the clock of the exchange
 */
export function becomesIdle(
  connection: WireConnection | undefined,
  destination: Destination,
  headers: { get(name: string): string | null },
  now: number,
): boolean {
  if (connection === undefined || connection.closed || !connection.flushed) return false;
  if (!destination.mayShare(headers)) return false;
  connection.idleSince = now;
  return true;
}
