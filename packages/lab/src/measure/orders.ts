// The messages between the lab and the process of a client.
import type { ClientSpec } from '../clients/client.ts';
import type { Work } from '../workloads/index.ts';
import type { Progress } from '../workloads/tally.ts';

/** An order of the lab to a process. */
export interface Order {
  readonly client: ClientSpec;
  readonly work: Work;
  /** A trusted certificate as PEM. */
  readonly trust: string | undefined;
}

/** A message of the process. `memory` is its largest resident set so far, in bytes. */
export type FromWorker =
  | { readonly kind: 'begin'; readonly memory: number }
  | { readonly kind: 'tick'; readonly progress: Progress; readonly memory: number }
  | { readonly kind: 'done'; readonly progress: Progress; readonly memory: number; readonly ms: number }
  | { readonly kind: 'broken'; readonly message: string };
