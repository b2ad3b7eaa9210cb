// The interface through which a connection uses its server.
import type { Ledger } from './ledger.ts';
import type { Counted, LimitWatch } from './limit-watch.ts';

/** The server that accepted a connection. */
export interface ConnectionOwner {
  readonly ledger: Ledger;
  readonly exchanges: LimitWatch<Counted>;
  /** The URL of a call. */
  urlOf(number: number, hop: number, elsewhere: boolean): string;
}
