// The list of workloads.
import { type CallsInput, calls } from './calls.ts';
import { type OverrunInput, overrun } from './overrun.ts';
import { type SecondCallInput, secondCall } from './second-call.ts';
import { type StaleInput, stale } from './stale.ts';
import { type WavesInput, waves } from './waves.ts';
import type { WorkTools } from './workload.ts';

/** A workload and its input. Plain data, since it is sent to the process of the client. */
export type Work =
  | { readonly kind: 'calls'; readonly input: CallsInput }
  | { readonly kind: 'overrun'; readonly input: OverrunInput }
  | { readonly kind: 'second-call'; readonly input: SecondCallInput }
  | { readonly kind: 'stale'; readonly input: StaleInput }
  | { readonly kind: 'waves'; readonly input: WavesInput };

/** Performs a workload. */
export function perform(work: Work, tools: Omit<WorkTools<never>, 'input'>): Promise<void> {
  switch (work.kind) {
    case 'calls':
      return calls({ ...tools, input: work.input });
    case 'overrun':
      return overrun({ ...tools, input: work.input });
    case 'second-call':
      return secondCall({ ...tools, input: work.input });
    case 'stale':
      return stale({ ...tools, input: work.input });
    case 'waves':
      return waves({ ...tools, input: work.input });
  }
}
