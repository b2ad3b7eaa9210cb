import type { RunKey } from '../plan/run.ts';

/** What the origin reports when it listens: the URL of each server, by its name. */
export type Servers = Readonly<Record<string, string>>;

/** What the origin may be asked. */
export type OriginQuestion =
  | { readonly what: 'begin'; readonly run: RunKey }
  /** Answered with an `OriginReport`; the client has `within` ms to close what it holds. */
  | { readonly what: 'end'; readonly within: number };
