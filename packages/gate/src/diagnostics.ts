// The diagnostics channel `sluice:gate`.
import { CallChannel, type CallReference, type CallScope } from '@sluice/core/plugin';
import type { KeyState } from './stats.ts';

/**
 * A step of an attempt through the gate: `queued`: it joined the waiting list; `admitted`: it got its slot; `released`: it
 * released the slot; `full`: it was refused because the waiting list is full; `timeout`: it was refused because it waited
 * too long; `abandoned`: it was aborted while it waited. `limit` is a step of a key: its adaptive limit changed.
 */
export type GateEvent = 'queued' | 'admitted' | 'released' | 'full' | 'timeout' | 'abandoned' | 'limit';

/** The message of the channel `sluice:gate`. */
export interface GateMessage extends Partial<CallReference> {
  /** The step. */
  readonly event: GateEvent;
  /** The key, by default the origin. */
  readonly key: string;
  /** The key's limit of slots at this moment. */
  readonly limit: number;
  /** Exchanges of the key under way, after the event. */
  readonly running: number;
  /** Slots they take. */
  readonly slots: number;
  /** Attempts in the waiting list of the key, after the event. */
  readonly waiting: number;
  /** How long the attempt had waited, in ms; 0 for `queued`, `released` and `limit`. */
  readonly wait: number;
}

const channel = new CallChannel<Omit<GateMessage, keyof CallReference>>('sluice:gate');

/** Publishes an event. Builds no message while the channel has no subscriber. @param call undefined for `limit` */
export function publishGate(
  event: GateEvent,
  state: KeyState,
  wait: number,
  call: CallScope | undefined,
): void {
  if (!channel.active) return;
  const { key, limit, running, slots, waiting } = state;
  channel.publish(call, { event, key, limit, running, slots, waiting, wait });
}
