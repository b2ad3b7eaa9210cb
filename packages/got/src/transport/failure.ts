// The error of a failed exchange.
import { codeOf, type WireState } from '@sluice/core/transport';
import { ownReason } from './got-errors.ts';
import type { Phase } from './phases.ts';
import { isGotError, rootOf } from './plain-cause.ts';
import { dialError, exchangeError, isBrokenHandshake, isWireError } from './wire-errors.ts';

/**
 * How far got has processed a request: its hooks are running (`hooks`); it has created Node's request (`request`); or it is
 * processing the head of the response, before it passes the response on (`head`).
 */
export type Reached = 'hooks' | 'request' | 'head';

/** The state of an exchange when it failed. */
export interface FailureState extends WireState {
  /** The URL of the request. */
  readonly url: URL;
  readonly reached: Reached;
  readonly phase: Phase;
}

/**
 * The error of a failed exchange: an error of Sluice, or the error of a hook of got, as it was thrown.
 * @param error the error of got's stream
 * @param wireError the first error of Node's request, which got may not report
 */
export function failureOf(error: unknown, wireError: unknown, state: FailureState): unknown {
  const own = ownReason(error, state.headReceived);
  if (own !== undefined) return own;
  const root = wireError ?? rootOf(error);
  const { url, phase, reached } = state;
  if (reached === 'hooks') {
    // The source is a hook, the cookie jar, the cache, or got's detection of the protocol.
    const ofHook = isWireError(root) ? undefined : hookError(root);
    return ofHook ?? dialError(root, url, isBrokenHandshake(root));
  }
  // The source is the cookie jar, or a handler of the response.
  const late = reached === 'head' && !state.headReceived && wireError === undefined && !isWireError(root);
  const thrown = late && codeOf(root) !== 'ECONNRESET' ? hookError(root) : undefined;
  if (thrown !== undefined) return thrown;
  return phase === 'sent' ? exchangeError(root, state) : dialError(root, url, phase === 'tls');
}

/** The error that a hook threw; undefined for got's own errors, which contain the request. */
function hookError(root: unknown): unknown {
  return isGotError(root) ? undefined : root;
}
