// Whether a connection can be reused after an exchange.
import { nextCheck, WRITE_PHASES } from '@sluice/core/transport';
import type { Destination } from '../destination/destination.ts';
import type { WireConnection } from '../connection/wire-connection.ts';

/** Whether all bytes written on a connection were passed to the kernel, or never will be. */
export function isFlushed(connection: WireConnection): boolean {
  return connection.flushed || connection.closed;
}

/**
 * Resolves when all bytes written on a connection were passed to the kernel, or after {@link WRITE_PHASES} check phases.
 */
export async function whenFlushed(connection: WireConnection): Promise<void> {
  // oxlint-disable-next-line no-await-in-loop -- one phase after the other
  for (let phase = 0; phase < WRITE_PHASES && !isFlushed(connection); phase++) await nextCheck();
}

/**
 * Whether the connection may carry another exchange after a complete response. If so, it is idle from now on.
 * @param headers the headers of the request
 * @param now the time on the clock of the exchange
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
