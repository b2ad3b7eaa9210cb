import type { ClientUnderTest } from '../clients/client.ts';
import type { Tally } from './tally.ts';

/** What a workload has at hand. */
export interface Bench<Input> {
  readonly makeClient: () => ClientUnderTest;
  readonly input: Input;
  readonly tally: Tally;
  /** Holds what must not be collected as garbage while the lab looks. */
  readonly kept: unknown[];
}

/** Work for a client; done when it resolves, though answers may be left lying about. */
export type Workload<Input> = (bench: Bench<Input>) => Promise<void>;
