import type { ClientSpec } from '../clients/client.ts';
import type { Work } from '../workloads/index.ts';
import type { Progress } from '../workloads/tally.ts';

/** What the lab asks of a process. */
export interface Order {
  readonly client: ClientSpec;
  readonly work: Work;
  /** A certificate to trust. */
  readonly trust: string | undefined;
}

/** What the process tells, `memory` being the most it ever held resident, in bytes. */
export type FromWorker =
  | { readonly kind: 'begin'; readonly memory: number }
  | { readonly kind: 'tick'; readonly progress: Progress; readonly memory: number }
  | { readonly kind: 'done'; readonly progress: Progress; readonly memory: number; readonly ms: number }
  | { readonly kind: 'broken'; readonly message: string };
