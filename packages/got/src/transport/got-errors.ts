// Failures that got itself caused.
import { isSluiceError, TimeoutError, type TimeoutPhase } from '@sluice/core';
import { isGotError, plainCause, rootOf } from './plain-cause.ts';

/** The phases of Sluice for those of got's option `timeout`. */
const PHASES: Readonly<Record<string, TimeoutPhase>> = {
  lookup: 'connect',
  connect: 'connect',
  secureConnect: 'tlsHandshake',
  send: 'responseHeader',
  response: 'responseHeader',
  read: 'body',
  request: 'attempt',
};

/**
 * The error of a failure that got itself caused, by a limit or a signal of the instance; or an error of Sluice that passed
 * through got. Undefined for failures on the wire.
 */
export function ownReason(error: unknown, headReceived: boolean): unknown {
  const root = rootOf(error);
  if (isSluiceError(root)) return root;
  if (!isGotError(error)) return undefined;
  if (error.name === 'TimeoutError') {
    const event = (error as { event?: unknown }).event;
    const socketPhase = headReceived ? 'body' : 'responseHeader';
    const phase = (typeof event === 'string' ? PHASES[event] : undefined) ?? socketPhase;
    const limit = Number(/for (\d+)ms/.exec(error.message)?.[1] ?? Number.NaN);
    return new TimeoutError(phase, limit, `the got instance's timeout.${String(event)} passed: nothing came`);
  }
  if (error.name === 'AbortError') {
    // Older versions of got do not report the reason.
    const { signal } = (error as { options?: { signal?: AbortSignal } }).options ?? {};
    return signal?.aborted === true ? signal.reason : plainCause(error);
  }
  return undefined;
}
