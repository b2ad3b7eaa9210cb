// The check of an idle connection before its next request: whether the peer has closed it.
import type { Clock } from '../time/clock.ts';
import type { AsyncResource } from 'node:async_hooks';
import { atNextCheck, nextCheck, type CheckWork } from './check-phase.ts';
import { EARLY_CLOSE_WAIT, type EarlyCloses } from './early-closes.ts';

/**
 * Idle time, in ms, after which the event loop must poll once more. In a busy process, a FIN can wait in the kernel until
 * the next poll.
 */
const POLL_AFTER_IDLE = 1;

/**
 * How many check phases pass before the next request is written to an idle connection. By then the event loop has read the
 * bytes or the FIN that the peer has sent, so that no request is written to a closed connection. The poll before the first
 * phase may be the one that read the last response, and a FIN can follow the response; therefore one more poll is awaited if
 * the request cannot be sent again, or after a longer idle time.
 * @param idle how long the connection was idle, in ms
 * @param replayable whether the request can be sent again if the connection turns out closed
 */
function phasesOf(idle: number, replayable: boolean): number {
  return replayable && idle <= POLL_AFTER_IDLE ? 1 : 2;
}

/** For transports: the check of an idle connection. Extend it and implement `onChecked`: a check makes no promise. */
export abstract class IdleCheck implements CheckWork {
  nextDue: CheckWork | undefined = undefined;
  /** The async context of the request. */
  abstract readonly context: AsyncResource | undefined;
  /** How long the connection was idle, in ms. */
  protected readonly idle: number;
  #phases: number;

  /** @param replayable whether the request can be sent again if the connection turns out closed */
  constructor(idle: number, replayable: boolean) {
    this.idle = idle;
    this.#phases = phasesOf(idle, replayable);
  }

  /** Begins. */
  start(): void {
    atNextCheck(this);
  }

  /** A check phase. */
  onCheck(): void {
    this.#phases--;
    if (this.#phases > 0) atNextCheck(this);
    else this.onChecked();
  }

  /** What had arrived on the connection is known. */
  protected abstract onChecked(): void;
}

/** For transports: the same check, as a promise. */
export function idleChecked(idle: number, replayable: boolean): Promise<void> {
  return phasesOf(idle, replayable) === 1 ? nextCheck() : nextCheck().then(nextCheck);
}

/**
 * For transports: the check after {@link IdleCheck} for a request that must not be sent twice, if the server is expected
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
