// Whether a connection is used again after an exchange.
import { nextCheck, WRITE_PHASES } from '@sluice/core/transport';
import type { Destination } from '../destination/destination.ts';
import type { WireConnection } from '../connection/wire-connection.ts';

/** True if all that was written on a connection is with the kernel, or never will be. */
export function isFlushed(connection: WireConnection): boolean {
  return connection.flushed || connection.closed;
}

/** Resolves when all that was written on a connection is with the kernel, or {@link WRITE_PHASES} check phases later. */
export async function whenFlushed(connection: WireConnection): Promise<void> {
  // oxlint-disable-next-line no-await-in-loop -- one phase after the other
  for (let phase = 0; phase < WRITE_PHASES && !isFlushed(connection); phase++) await nextCheck();
}

/**
 * Called after a complete response.
 * @returns true if its connection may carry another exchange; it is idle from now on
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
