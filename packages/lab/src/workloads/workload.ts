// The contract of a workload.
import type { ClientUnderTest } from '../clients/client.ts';
import type { Tally } from './tally.ts';

/** The tools of a workload. */
export interface WorkTools<Input> {
  readonly makeClient: () => ClientUnderTest;
  readonly input: Input;
  readonly tally: Tally;
  /** Keeps responses reachable while the lab measures. */
  readonly kept: unknown[];
}

/** Work for a client. When it resolves, responses may still be unread. */
export type Workload<Input> = (tools: WorkTools<Input>) => Promise<void>;
