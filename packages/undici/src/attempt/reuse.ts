import { nextCheck, WRITE_PHASES } from '@sluice/core/transport';
import type { Destination } from '../destination/destination.ts';
import type { WireConnection } from '../connection/wire-connection.ts';

/** Whether it is known what became of all that was written on a connection: it has left for the kernel, or never will. */
export function isFlushed(connection: WireConnection): boolean {
  return connection.flushed || connection.closed;
}

/**
 * Resolves when what was written on a connection has left for the kernel, or {@link WRITE_PHASES} check phases
 * later.
 */
export async function whenFlushed(connection: WireConnection): Promise<void> {
  // oxlint-disable-next-line no-await-in-loop -- one phase after the other
  for (let phase = 0; phase < WRITE_PHASES && !isFlushed(connection); phase++) await nextCheck();
}

/**
 * After a complete response: whether its connection may carry another exchange; if so, it counts as idle from now on.
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
