// The check of an idle connection before its next request: whether the peer has closed it.
import type { Clock } from '../time/clock.ts';
import { nextCheck } from './check-phase.ts';
import { EARLY_CLOSE_WAIT, type EarlyCloses } from './early-closes.ts';

/**
 * Idle time, in ms, after which the event loop must poll once more. In a busy process, a FIN can wait in the kernel until
 * the next poll.
 */
const POLL_AFTER_IDLE = 1;

/**
 * For transports: waits until the event loop has read the bytes or the FIN that the peer has sent on an idle connection, so
 * that the next request is not written to a closed connection. This takes until the next check phase. The poll before that
 * phase may be the one that read the last response, and a FIN can follow the response; therefore one more poll is awaited if
 * the request cannot be sent again, or after a longer idle time.
 * @param idle how long the connection was idle, in ms
 * @param replayable whether the request can be sent again if the connection turns out closed
 */
export function idleChecked(idle: number, replayable: boolean): Promise<void> {
  return replayable && idle <= POLL_AFTER_IDLE ? nextCheck() : nextCheck().then(nextCheck);
}

/**
 * For transports: the check after {@link idleChecked} for a request that must not be sent twice, if the server is expected
 * to close connections early.
 * @param early the early closes of the server
 * @param idle how long the connection was idle, in ms
 * @param decided called at once or after {@link EARLY_CLOSE_WAIT} ms; `discard` is true if the connection must not be used
 * although it looks open
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
