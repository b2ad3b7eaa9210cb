import { nextCheck } from './check-phase.ts';

/**
 * Idle time in ms after which a connection is looked at for a whole turn of the event loop before it is written to. A
 * FIN may be waiting in the kernel of a process that was busy, and is only seen once the loop has polled.
 */
const LOOK_AFTER_IDLE = 1;

/**
 * Settles when it is known what the peer had sent on a connection that was idle: after what this turn of the event loop
 * has found in its poll phase, and if it was idle for long, after another poll.
 * @param idle how long it was idle, in ms
 */
export function looked(idle: number): Promise<void> {
  return idle > LOOK_AFTER_IDLE ? nextCheck().then(nextCheck) : nextCheck();
}
