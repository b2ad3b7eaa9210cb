// The end of a request through Node's client, when its connection is back with its agent.
import type { ClientRequest } from 'node:http';
import type { Socket } from 'node:net';
import { setImmediate, WRITE_PHASES } from '@sluice/core/transport';

const kWaiting: unique symbol = Symbol('who waits for it');

/** Whoever waits for a connection to be given back. */
interface Waiting {
  readonly socket: Socket | null;
  readonly done: (kept: boolean) => void;
  turns: number;
  over: boolean;
}

/**
 * Waits until the connection of a request whose response has ended is back with its agent, or gone.
 * @param native Node's request; none when the response came from got's cache
 * @param done told once whether the connection serves on
 */
export function whenGivenBack(
  native: (ClientRequest & { [kWaiting]?: Waiting }) | undefined,
  done: (kept: boolean) => void,
): void {
  if (native === undefined) {
    done(true);
    return;
  }
  const waiting: Waiting = { socket: native.socket, done, turns: 0, over: false };
  // The agent is told right after this event, before the next tick.
  if (native.closed) {
    process.nextTick(look, waiting);
    return;
  }
  native[kWaiting] = waiting;
  native.on('close', onClose);
  // A connection that is not kept says so late; a stand-in for one, as in a mock, perhaps never. Nor does one whose
  // request is still being written: what is left of it must not be read as the next one.
  setImmediate(wait, waiting);
}

function onClose(this: { [kWaiting]?: Waiting }): void {
  process.nextTick(look, this[kWaiting]);
}

function look(waiting: Waiting): void {
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
