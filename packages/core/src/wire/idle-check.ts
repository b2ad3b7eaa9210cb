// The check of an idle connection before its next request: whether the peer has closed it.
import type { Clock } from '../time/clock.ts';
import { nextCheck } from './check-phase.ts';
import { EARLY_CLOSE_WAIT, type EarlyCloses } from './early-closes.ts';

/**
 * Idle time in ms from which on a poll of the event loop must have begun after it. A FIN may be waiting in the kernel of
 * a process that was busy, and is only seen once the loop has polled.
 */
const POLL_AFTER_IDLE = 1;

/**
 * For transports: settles when it is known what the peer had sent on an idle connection, before another request is
 * written to it: in the next check phase, after all that the poll before it has found. That poll may be the one that read
 * the last response, of a server that closes right behind it. A request that can be sent again takes the risk; for any
 * other, and after a longer idle time, one more poll comes first.
 * @param idle how long it was idle, in ms
 * @param replayable the request can be sent again when the connection turns out closed
 */
export function idleChecked(idle: number, replayable: boolean): Promise<void> {
  return replayable && idle <= POLL_AFTER_IDLE ? nextCheck() : nextCheck().then(nextCheck);
}

/**
 * For transports: what comes after {@link idleChecked} for a request that must not be sent twice, where the server is
 * expected to close connections early.
 * @param early what is known of the server
 * @param idle how long the connection was idle, in ms
 * @param decided called at once or a little later, with whether the connection must be given up though it looks open
 */
export function checkEarlyClose(
  early: EarlyCloses,
  idle: number,
  clock: Clock,
  decided: (discard: boolean) => void,
): void {
  const advice = early.advise(idle, clock.now());
  if (advice === 'wait') clock.setTimer(EARLY_CLOSE_WAIT, () => decided(false));
  else decided(advice === 'discard');
}
