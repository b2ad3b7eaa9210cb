// The messages between the soak and the process of the client.
import type { RunKey } from '../plan/run.ts';
import type { Failure } from '../verdicts/failure.ts';

/** A request to the process of the client. */
export type ClientQuestion =
  | {
      /** Makes the calls of a run and closes the client. The reply is a `ClientReport`. */
      readonly what: 'run';
      readonly run: RunKey;
      readonly servers: Readonly<Record<string, string>>;
      readonly calls: number;
      /** Makes only this call. */
      readonly only?: number | undefined;
    }
  /** Makes the process exit. Has no reply. */
  | { readonly what: 'leave' };

/** The client's report on a run. */
export interface ClientReport {
  readonly failures: readonly Failure[];
  /** The number of calls by outcome. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** Memory in use after the run, in bytes. */
  readonly memory: number;
  readonly ms: number;
}
