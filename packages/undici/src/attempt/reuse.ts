import { nextCheck } from './check-phase.ts';
import type { Destination } from '../destination/destination.ts';
import type { WireConnection } from '../connection/wire-connection.ts';

/** Check phases after which an upload that is still queued counts as unfinished. */
const PATIENCE = 3;

/** Whether it is known what became of all that was written on a connection: it has left for the kernel, or never will. */
export function isFlushed(connection: WireConnection): boolean {
  return connection.flushed || connection.closed;
}

/**
 * Resolves when what was written on a connection has left for the kernel, or {@link PATIENCE} check phases later. TLS
 * reports a write in the check phase after it, TLS inside TLS in a later one, and a fast response arrives before.
 */
export async function whenFlushed(connection: WireConnection): Promise<void> {
  // oxlint-disable-next-line no-await-in-loop -- one phase after the other
  for (let phase = 0; phase < PATIENCE && !isFlushed(connection); phase++) await nextCheck();
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
