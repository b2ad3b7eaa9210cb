import type { RunKey } from '../plan/run.ts';
import type { Failure } from '../verdicts/failure.ts';

/** What the process of the client may be asked. */
export type ClientQuestion =
  | {
      /** Makes the calls of a run and closes the client. Answered with a `ClientReport`. */
      readonly what: 'run';
      readonly run: RunKey;
      readonly servers: Readonly<Record<string, string>>;
      readonly calls: number;
      /** Makes this call alone. */
      readonly only?: number | undefined;
    }
  /** The process is to end by itself. Never answered. */
  | { readonly what: 'leave' };

/** What the process of the client says at the end of a run. */
export interface ClientReport {
  readonly failures: readonly Failure[];
  /** How often each outcome was seen. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** Memory in use after the run, in bytes. */
  readonly memory: number;
  readonly ms: number;
}
