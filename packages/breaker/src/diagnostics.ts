// The diagnostics channel `sluice:breaker`.
import { CallChannel, type CallReference, type CallScope } from '@sluice/core/plugin';
import type { CircuitState } from './stats.ts';

/**
 * `opened`, `closed`: the circuit changed its state; `probe`: an exchange goes through to probe the host; `refused`: an
 * attempt was refused.
 */
export type BreakerEvent = 'opened' | 'closed' | 'probe' | 'refused';

/** The message of the channel `sluice:breaker`. */
export interface BreakerMessage extends Partial<CallReference> {
  /** What happened. */
  readonly event: BreakerEvent;
  /** The key of the circuit, by default the origin. */
  readonly key: string;
  /** The state of the circuit after the event. */
  readonly state: CircuitState;
  /** Failures since the last success. */
  readonly failures: number;
  /** When the next exchange may go through, in ms from now. */
  readonly retryAfter: number;
}

/** The part of a circuit that a message describes. */
interface CircuitView {
  readonly key: string;
  readonly failures: number;
  stateAt(now: number): CircuitState;
  retryAfter(now: number): number;
}

const channel = new CallChannel<Omit<BreakerMessage, keyof CallReference>>('sluice:breaker');

/** Publishes an event. Builds no message while the channel has no subscriber. */
export function publishBreaker(
  event: BreakerEvent,
  circuit: CircuitView,
  now: number,
  call: CallScope | undefined,
): void {
  if (!channel.active) return;
  const { key, failures } = circuit;
  const state = circuit.stateAt(now);
  const retryAfter = circuit.retryAfter(now);
  channel.publish(call, { event, key, state, failures, retryAfter });
}
