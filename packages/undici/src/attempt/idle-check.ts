import { nextCheck } from './check-phase.ts';

/**
 * Idle time in ms from which on a poll of the event loop must have begun after it. A FIN may be waiting in the kernel of
 * a process that was busy, and is only seen once the loop has polled.
 */
const POLL_AFTER_IDLE = 1;

/**
 * Settles when it is known what the peer had sent on an idle connection, before another request is written to it: in the
 * next check phase, after all that the poll before it has found. That poll may be the one that read the last response,
 * of a server that closes right behind it. A request that can be sent again takes the risk; for any other, and after a
 * longer idle time, one more poll comes first.
 * @param idle how long it was idle, in ms
 * @param replayable the request can be sent again when the connection turns out closed
 */
export function idleChecked(idle: number, replayable: boolean): Promise<void> {
  return replayable && idle <= POLL_AFTER_IDLE ? nextCheck() : nextCheck().then(nextCheck);
}
