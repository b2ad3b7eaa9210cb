import type { ClientRequest } from 'node:http';

/** Turns of the event loop after which a request that does not say that it is over is taken to be. */
const PATIENCE = 3;

/**
 * Waits until the connection of a request whose response has ended is back with its agent, or gone.
 * @param native Node's request; none when the response came from got's cache
 * @param done told once whether the connection serves on
 */
export function whenGivenBack(native: ClientRequest | undefined, done: (kept: boolean) => void): void {
  if (native === undefined) {
    done(true);
    return;
  }
  const { socket } = native;
  // An answer that came before the request was written: what is left of it must not be read as the next one.
  if (!native.writableFinished) {
    done(false);
    return;
  }
  let over = false;
  const finish = (kept: boolean): void => {
    if (over) return;
    over = true;
    native.off('close', onClose);
    done(kept);
  };
  // The agent is told right after this event, before the next tick.
  const onClose = (): void => process.nextTick(() => finish(socket === null || !socket.destroyed));
  if (native.closed) {
    onClose();
    return;
  }
  native.once('close', onClose);
  // A connection that is not kept says so late; a stand-in for one, as in a mock, perhaps never.
  let turns = 0;
  const wait = (): void => {
    if (over) return;
    if (++turns > PATIENCE) finish(false);
    else setImmediate(wait);
  };
  setImmediate(wait);
}
