import diagnostics_channel from 'node:diagnostics_channel';
import type { Host } from './host.ts';

/**
 * What happened at a gate: `queued` an attempt joined the line, `admitted` it got its slot, `released` it gave the
 * slot back; `full` it was refused for the length of the line, `timeout` for the length of its wait, `abandoned` it
 * was aborted while it waited; `limit` the limit of a key that adapts is another now.
 */
export type GateEvent = 'queued' | 'admitted' | 'released' | 'full' | 'timeout' | 'abandoned' | 'limit';

/** What the channel `sluice:gate` carries. */
export interface GateMessage {
  /** What happened. */
  readonly event: GateEvent;
  /** The key, by default the origin. */
  readonly key: string;
  /** Slots of the key at most, at this moment. */
  readonly limit: number;
  /** Exchanges of the key under way, the event counted in. */
  readonly running: number;
  /** Slots they take. */
  readonly slots: number;
  /** Attempts waiting for the key, the event counted in. */
  readonly waiting: number;
  /** How long the attempt had waited, in ms; 0 for `queued`, `released` and `limit`. */
  readonly wait: number;
}

const channel = diagnostics_channel.channel('sluice:gate');

/** Tells whoever listens; builds nothing when nobody does. */
export function publishGate(event: GateEvent, host: Host, wait: number): void {
  if (!channel.hasSubscribers) return;
  const { key, limit, running, slots, line } = host;
  channel.publish({ event, key, limit, running, slots, waiting: line.size, wait } satisfies GateMessage);
}
