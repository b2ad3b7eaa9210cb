// The messages between the soak and the process of the origin.
import type { RunKey } from '../plan/run.ts';

/** The origin's report once it listens: the URL of each server, by its name. */
export type Servers = Readonly<Record<string, string>>;

/** A request to the process of the origin. */
export type OriginQuestion =
  | { readonly what: 'begin'; readonly run: RunKey }
  /** The reply is an `OriginReport`. The client's sockets may take `within` ms to close. */
  | { readonly what: 'end'; readonly within: number };
