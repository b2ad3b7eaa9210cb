import { type CallsInput, calls } from './calls.ts';
import { type OverrunInput, overrun } from './overrun.ts';
import { type SecondCallInput, secondCall } from './second-call.ts';
import { type StaleInput, stale } from './stale.ts';
import { type WavesInput, waves } from './waves.ts';
import type { Bench } from './workload.ts';

/** Which work, and how much of it; plain data, since it travels to the process that does it. */
export type Work =
  | { readonly kind: 'calls'; readonly input: CallsInput }
  | { readonly kind: 'overrun'; readonly input: OverrunInput }
  | { readonly kind: 'second-call'; readonly input: SecondCallInput }
  | { readonly kind: 'stale'; readonly input: StaleInput }
  | { readonly kind: 'waves'; readonly input: WavesInput };

export function perform(work: Work, bench: Omit<Bench<never>, 'input'>): Promise<void> {
  switch (work.kind) {
    case 'calls':
      return calls({ ...bench, input: work.input });
    case 'overrun':
      return overrun({ ...bench, input: work.input });
    case 'second-call':
      return secondCall({ ...bench, input: work.input });
    case 'stale':
      return stale({ ...bench, input: work.input });
    case 'waves':
      return waves({ ...bench, input: work.input });
  }
}
