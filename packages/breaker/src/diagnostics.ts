import diagnostics_channel from 'node:diagnostics_channel';
import type { Circuit, CircuitState } from './circuit.ts';

/** `opened` a circuit opened; `closed` it closed again; `probe` an exchange was let through to try the host; `refused` one was not let through. */
export type BreakerEvent = 'opened' | 'closed' | 'probe' | 'refused';

/** What the channel `sluice:breaker` carries. */
export interface BreakerMessage {
  /** What happened. */
  readonly event: BreakerEvent;
  /** The key of the circuit, by default the origin. */
  readonly key: string;
  /** Its state after it. */
  readonly state: CircuitState;
  /** Failures since the last success. */
  readonly failures: number;
  /** When an exchange may go through, in ms from now. */
  readonly retryAfter: number;
}

const channel = diagnostics_channel.channel('sluice:breaker');

/** Tells whoever listens; builds nothing when nobody does. */
export function publishBreaker(event: BreakerEvent, circuit: Circuit, now: number): void {
  if (!channel.hasSubscribers) return;
  const { key, failures } = circuit;
  const state = circuit.stateAt(now);
  channel.publish({
    event,
    key,
    state,
    failures,
    retryAfter: circuit.retryAfter(now),
  } satisfies BreakerMessage);
}
