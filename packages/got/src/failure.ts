import type { WireState } from '@sluice/core';
import { ownReason } from './got-errors.ts';
import type { Phase } from './phases.ts';
import { isGotError, rootOf } from './plain-cause.ts';
import { dialError, exchangeError, isWireError } from './wire-errors.ts';

/** What an exchange knew when it broke. */
export interface FailureState extends WireState {
  /** Host and port of the URL. */
  readonly host: string;
  /** Node's request was made: got's hooks are through. */
  readonly requested: boolean;
  readonly phase: Phase;
}

/**
 * Why an exchange failed: an error of this project, or that of whoever hooked into got, as it was thrown.
 * @param error what got's stream failed with
 * @param wireError the first error of Node's request, which got may keep to itself
 */
export function failureOf(error: unknown, wireError: unknown, state: FailureState): unknown {
  const own = ownReason(error, state.headReceived);
  if (own !== undefined) return own;
  const root = wireError ?? rootOf(error);
  const { host, phase, requested } = state;
  if (!requested) {
    // A hook, the cookie jar or the cache failed, or got's search for the protocol.
    return isWireError(root)
      ? dialError(root, host, false)
      : (hookError(root) ?? dialError(root, host, false));
  }
  return phase === 'sent' ? exchangeError(root, state) : dialError(root, host, phase === 'tls');
}

/** What a hook threw; undefined for an error of got's own, which carries the request. */
function hookError(root: unknown): unknown {
  return isGotError(root) ? undefined : root;
}
