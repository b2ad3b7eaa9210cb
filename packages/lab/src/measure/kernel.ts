// Reads the kernel's table of sockets.
import { readFileSync } from 'node:fs';
import type { SocketStates } from '../model.ts';

/** The kernel's table of IPv4 sockets, on Linux only. */
const TABLE = '/proc/net/tcp';

const ESTABLISHED = '01';
const TIME_WAIT = '06';
const CLOSE_WAIT = '08';

const LINE = /: [0-9A-F]{8}:([0-9A-F]{4}) [0-9A-F]{8}:([0-9A-F]{4}) ([0-9A-F]{2}) /g;

/** The counted states by port. */
export type Counted = ReadonlyMap<number, SocketStates>;

/** The kernel's table; undefined if there is none. */
export function readTable(path: string = TABLE): string | undefined {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return undefined;
  }
}

/**
 * Counts the states of connections to ports. The table has both ends of a loopback connection: ESTABLISHED and CLOSE_WAIT are
 * counted at the client's end, TIME_WAIT at either end.
 */
export function countStates(table: string, ports: Iterable<number>): Counted {
  const counts = new Map<number, { established: number; closeWait: number; timeWait: number }>();
  for (const port of ports) counts.set(port, { established: 0, closeWait: 0, timeWait: 0 });
  for (const [, local = '', remote = '', state] of table.matchAll(LINE)) {
    const byClient = counts.get(Number.parseInt(remote, 16));
    if (byClient !== undefined) {
      if (state === ESTABLISHED) byClient.established += 1;
      else if (state === CLOSE_WAIT) byClient.closeWait += 1;
    }
    if (state !== TIME_WAIT) continue;
    const either = byClient ?? counts.get(Number.parseInt(local, 16));
    if (either !== undefined) either.timeWait += 1;
  }
  return counts;
}
