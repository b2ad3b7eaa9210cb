// Waits until an agent has released the connection of a request.
import type { ClientRequest } from 'node:http';
import type { Socket } from 'node:net';
import { setImmediate, WRITE_PHASES } from '@sluice/core/transport';

const kWaiting: unique symbol = Symbol('the wait for its release');

/** The wait for the release of a connection. */
interface Waiting {
  readonly socket: Socket | null;
  readonly done: (kept: boolean) => void;
  turns: number;
  over: boolean;
}

/**
 * Waits until the connection of a request whose response has ended was released to its agent, or closed.
 * @param native Node's request; undefined if the response came from got's cache
 * @param done called once; `kept` is whether the connection can be reused
 */
export function whenReleased(
  native: (ClientRequest & { [kWaiting]?: Waiting }) | undefined,
  done: (kept: boolean) => void,
): void {
  if (native === undefined) {
    done(true);
    return;
  }
  const waiting: Waiting = { socket: native.socket, done, turns: 0, over: false };
  // The agent receives the socket after the event 'close', before the next tick.
  if (native.closed) {
    process.nextTick(check, waiting);
    return;
  }
  native[kWaiting] = waiting;
  native.on('close', onClose);
  // The wait is bounded: a connection that is not kept closes late, and a mock perhaps never. A request that is still being
  // written does not release its connection, and the rest of its body must not be read as the next request.
  setImmediate(wait, waiting);
}

function onClose(this: { [kWaiting]?: Waiting }): void {
  process.nextTick(check, this[kWaiting]);
}

function check(waiting: Waiting): void {
  finish(waiting, waiting.socket === null || !waiting.socket.destroyed);
}

function wait(waiting: Waiting): void {
  if (waiting.over) return;
  if (++waiting.turns > WRITE_PHASES) finish(waiting, false);
  else setImmediate(wait, waiting);
}

function finish(waiting: Waiting, kept: boolean): void {
  if (waiting.over) return;
  waiting.over = true;
  waiting.done(kept);
}
