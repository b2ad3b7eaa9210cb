// The contract of an observer of a call's attempts.
import type { Attempt } from '../history/attempt.ts';
import type { RequestLine } from '../history/request-line.ts';
import type { EndListener } from './scope.ts';

/** An attempt that is observed. */
export interface ObservedAttempt {
  /** Its entry in the history. */
  readonly record: Attempt;
  /** The method and the URL of its request. */
  readonly request: RequestLine;
  /** Registers for its end. */
  addEndListener(listener: EndListener): void;
}

/** Observes the attempts of a call. Its methods must not throw. */
export interface AttemptObserver {
  /** An attempt began. */
  onBegin(attempt: ObservedAttempt): void;
  /** The decision about another attempt was made; its reason is in the record. */
  onDecided(record: Attempt): void;
  /** The outcome of the call is known: no other attempt follows. */
  onSettled(): void;
}
